package dev.stillmap.tools.replay;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A script, read and checked as a whole before anything runs. One instruction stands in each line; {@code #} begins a
 * remark. Settings come first:
 *
 * <pre>
 * map go|still        which map; Go's by default
 * seed N              of hashes and beginnings; 1 by default
 * equality java|go    with go, keys are numbers: NaN and -0 among them
 * order random|ascending
 * </pre>
 *
 * Then come steps:
 *
 * <pre>
 * put KEY VALUE       delete KEY        get KEY
 * fill COUNT [FROM]   puts the keys FROM, FROM + 1 and so on, each with itself as its value
 * clear
 * iterate [NAME]      makes an iteration; it begins with its first step
 * next [NAME] [COUNT] goes on by so many entries, or by one
 * remove [NAME]       removes the entry reached, through the iteration
 * dump                draws the map, however large
 * </pre>
 */
final class Script {

    private static final int MAX_FILL = 1_000_000;

    private static final String UNNAMED = "it";

    /** How many words may follow each word that begins a step. */
    private static final Map<String, int[]> STEPS = new LinkedHashMap<>();

    static {
        STEPS.put("put", new int[] {2, 2});
        STEPS.put("delete", new int[] {1, 1});
        STEPS.put("get", new int[] {1, 1});
        STEPS.put("fill", new int[] {1, 2});
        STEPS.put("clear", new int[] {0, 0});
        STEPS.put("iterate", new int[] {0, 1});
        STEPS.put("next", new int[] {0, 2});
        STEPS.put("remove", new int[] {0, 1});
        STEPS.put("dump", new int[] {0, 0});
    }

    private static final Map<String, Set<String>> SETTINGS = Map.of(
            "map", Set.of("go", "still"),
            "equality", Set.of("java", "go"),
            "order", Set.of("random", "ascending"),
            "seed", Set.of());

    /** An instruction: its words, with all that may be left out filled in. */
    record Step(int line, String text, String name, List<String> words) {

        String word(int i) {
            return words.get(i);
        }

        int number(int i) {
            return Integer.parseInt(words.get(i));
        }
    }

    private final String file;

    private final Map<String, String> settings = new LinkedHashMap<>();

    private final List<Step> steps = new ArrayList<>();

    private final Set<String> iterations = new HashSet<>();

    private Script(String file) {
        this.file = file;
        settings.put("map", "go");
        settings.put("equality", "java");
        settings.put("order", "random");
        settings.put("seed", "1");
    }

    /**
     * Reads a script.
     *
     * @throws IllegalArgumentException if the file cannot be read, or makes no sense
     */
    static Script read(Path file, Map<String, String> overrides) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not a text in UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        }
        var script = new Script(file.toString());
        for (int i = 0; i < lines.size(); i++) {
            script.add(i + 1, lines.get(i));
        }
        overrides.forEach(script::override);
        if (script.isGo("equality") && !script.isGo("map")) {
            throw new IllegalArgumentException(file + ": only Go's map has Go's equality");
        }
        if (script.steps.isEmpty()) {
            throw new IllegalArgumentException(file + " has no step");
        }
        script.checkKeys();
        return script;
    }

    String setting(String name) {
        return settings.get(name);
    }

    boolean isGo(String name) {
        return setting(name).equals("go");
    }

    List<Step> steps() {
        return steps;
    }

    private void add(int line, String text) {
        int remark = text.indexOf('#');
        String instruction = (remark < 0 ? text : text.substring(0, remark)).strip();
        if (instruction.isEmpty()) {
            return;
        }
        List<String> words = new ArrayList<>(List.of(instruction.split("\\s+")));
        String name = words.remove(0);
        if (SETTINGS.containsKey(name)) {
            if (!steps.isEmpty()) {
                throw new ScriptException(file, line, "'" + name + "' has to stand before the first step");
            }
            set(line, name, words);
        } else if (STEPS.containsKey(name)) {
            steps.add(step(line, instruction, name, words));
        } else {
            throw new ScriptException(
                    file,
                    line,
                    "'" + name + "' is no instruction; there are: " + String.join(", ", STEPS.keySet())
                            + ", and before them map, equality, order, seed");
        }
    }

    private void set(int line, String name, List<String> words) {
        if (words.size() != 1) {
            throw new ScriptException(file, line, "'" + name + "' takes one word");
        }
        String value = words.get(0);
        Set<String> allowed = SETTINGS.get(name);
        if (allowed.isEmpty()) {
            try {
                Long.parseLong(value);
            } catch (NumberFormatException e) {
                throw new ScriptException(file, line, "'" + value + "' is no whole number");
            }
        } else if (!allowed.contains(value)) {
            throw new ScriptException(
                    file,
                    line,
                    "'" + name + "' is one of "
                            + String.join(", ", allowed.stream().sorted().toList()) + ", not '" + value + "'");
        }
        settings.put(name, value);
    }

    private void override(String name, String value) {
        try {
            set(0, name, List.of(value));
        } catch (ScriptException e) {
            throw new IllegalArgumentException("option --" + name + ": " + e.reason(), e);
        }
    }

    private Step step(int line, String text, String name, List<String> words) {
        int[] bounds = STEPS.get(name);
        if (words.size() < bounds[0] || words.size() > bounds[1]) {
            String wanted = bounds[0] == bounds[1] ? "" + bounds[0] : bounds[0] + " to " + bounds[1];
            throw new ScriptException(
                    file, line, "'" + name + "' takes " + wanted + " words, and there are " + words.size());
        }
        switch (name) {
            case "fill" -> {
                if (words.size() == 1) {
                    words.add("1");
                }
                number(line, words.get(0), 1, MAX_FILL);
                number(line, words.get(1), 0, Integer.MAX_VALUE - MAX_FILL);
            }
            case "iterate" -> {
                if (words.isEmpty()) {
                    words.add(UNNAMED);
                }
                if (isCount(words.get(0))) {
                    throw new ScriptException(file, line, "'" + words.get(0) + "' is a number, and no name");
                }
                iterations.add(words.get(0));
            }
            case "next" -> completeNext(line, words);
            case "remove" -> {
                if (words.isEmpty()) {
                    words.add(UNNAMED);
                }
                requireIteration(line, words.get(0));
            }
            default -> {}
        }
        return new Step(line, text, name, List.copyOf(words));
    }

    /** Name and count may both be left out. */
    private void completeNext(int line, List<String> words) {
        boolean named = !words.isEmpty() && !isCount(words.get(0));
        if (!named) {
            words.add(0, UNNAMED);
        }
        if (words.size() == 1) {
            words.add("1");
        }
        requireIteration(line, words.get(0));
        if (words.size() > 2) {
            throw new ScriptException(file, line, "'next' takes a name and a count");
        }
        number(line, words.get(1), 1, MAX_FILL);
    }

    private static boolean isCount(String word) {
        return word.matches("\\d+");
    }

    private void requireIteration(int line, String name) {
        if (!iterations.contains(name)) {
            throw new ScriptException(
                    file,
                    line,
                    name.equals(UNNAMED)
                            ? "there is no iteration without a name; 'iterate' makes one"
                            : "there is no iteration '" + name + "'; 'iterate " + name + "' makes one");
        }
    }

    private void number(int line, String word, int least, int most) {
        try {
            int number = Integer.parseInt(word);
            if (number >= least && number <= most) {
                return;
            }
        } catch (NumberFormatException e) {
            // The message below says it.
        }
        throw new ScriptException(file, line, "'" + word + "' is no whole number from " + least + " to " + most);
    }

    private void checkKeys() {
        for (Step step : steps) {
            if (isGo("equality") && Set.of("put", "delete", "get").contains(step.name)) {
                try {
                    Double.parseDouble(step.word(0));
                } catch (NumberFormatException e) {
                    throw new ScriptException(
                            file, step.line, "with Go's equality keys are numbers, and '" + step.word(0) + "' is none");
                }
            }
        }
    }

    /** A key as the script's map has it. */
    Object key(String word) {
        return isGo("equality") ? (Object) Double.valueOf(word) : word;
    }
}
