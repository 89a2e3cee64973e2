package dev.stillmap.bench.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Arrays;

/** Entry point of the JVM that a harness is given: class name, file for the numbers, then {@code name=value}. */
public final class HarnessMain {
    private static final int FIRST_PARAMETER = 2;

    private HarnessMain() {}

    /**
     * Runs one harness once.
     *
     * @param arguments class name, file, parameters
     * @throws Exception if the measurement fails
     */
    public static void main(String[] arguments) throws Exception {
        var harness = Class.forName(arguments[0])
                .asSubclass(Harness.class)
                .getDeclaredConstructor()
                .newInstance();
        var params = Params.parse(Arrays.copyOfRange(arguments, FIRST_PARAMETER, arguments.length));
        var metrics = new Metrics();
        harness.run(params, metrics);
        new ObjectMapper().writeValue(Path.of(arguments[1]).toFile(), metrics.byName());
    }
}
