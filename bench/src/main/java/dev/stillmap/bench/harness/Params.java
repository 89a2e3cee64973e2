package dev.stillmap.bench.harness;

import dev.stillmap.bench.subject.Subject;
import dev.stillmap.bench.workload.Sizes;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a harness is run with.
 *
 * @param values parameter values by name
 */
public record Params(Map<String, String> values) {
    /**
     * Reads {@code name=value} arguments.
     *
     * @param arguments the arguments
     * @return the parameters
     */
    public static Params parse(String[] arguments) {
        return new Params(Arrays.stream(arguments)
                .map(argument -> argument.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("parameter " + name + " is missing in " + values);
        }
        return value;
    }

    Subject subject() {
        return Subject.valueOf(text("subject"));
    }

    int entries() {
        return Sizes.entries(text("size"));
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }
}
