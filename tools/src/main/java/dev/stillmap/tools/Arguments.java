package dev.stillmap.tools;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Options of a command: {@code --name value} and {@code --name}. Each is asked for once; then none may be left. */
public final class Arguments {

    private static final String PRESENT = "";

    private final Map<String, String> options = new HashMap<>();

    /**
     * Reads the options.
     *
     * @param arguments what stands behind the command
     * @throws IllegalArgumentException if something is no option
     */
    public Arguments(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i);
            if (!name.startsWith("--")) {
                throw new IllegalArgumentException("'" + name + "' is no option; options begin with --");
            }
            boolean hasValue = i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--");
            options.put(name, hasValue ? arguments.get(++i) : PRESENT);
        }
    }

    /**
     * A number.
     *
     * @param name the option, with its dashes
     * @param byDefault the number where the option is absent
     * @param least the smallest that makes sense
     * @return the number
     * @throws IllegalArgumentException if it is none, or too small
     */
    public double number(String name, double byDefault, double least) {
        String given = options.remove(name);
        if (given == null) {
            return byDefault;
        }
        try {
            double number = Double.parseDouble(given);
            if (number >= least && number <= Integer.MAX_VALUE) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The message below says it.
        }
        throw new IllegalArgumentException(name + " needs a number from " + least + " on, not '" + given + "'");
    }

    /**
     * A word.
     *
     * @param name the option, with its dashes
     * @param byDefault the word where the option is absent
     * @return the word
     */
    public String word(String name, String byDefault) {
        String given = options.remove(name);
        return given == null ? byDefault : given;
    }

    /**
     * Whether an option without a value is there.
     *
     * @param name the option, with its dashes
     * @return whether it is there
     */
    public boolean flag(String name) {
        return options.remove(name) != null;
    }

    /**
     * To be called when all options have been asked for.
     *
     * @throws IllegalArgumentException if there are others
     */
    public void done() {
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("unknown option: " + String.join(", ", options.keySet()));
        }
    }
}
