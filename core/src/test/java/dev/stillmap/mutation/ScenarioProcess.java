package dev.stillmap.mutation;

import dev.stillmap.scenario.Scenario;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs a scenario in a JVM of its own, with other classes in front of the map's. */
public final class ScenarioProcess {
    /** Longer than a scenario waits for its own threads. */
    private static final long WATCHDOG_SECONDS = 400;

    private ScenarioProcess() {}

    /** What came of it. */
    public enum Outcome {
        /** All rounds kept the rule. */
        GREEN,
        /** A round broke it. */
        RED,
        /** The process was ended by the watchdog, or ended in a way that says nothing about the map. */
        FAILED
    }

    /** An outcome, and what the process printed. */
    public record Report(Outcome outcome, String output) {}

    /** Runs rounds until one breaks the rule. */
    public static Report run(Path classesInFront, Class<? extends Scenario> scenario, int rounds, long seed)
            throws IOException, InterruptedException {
        Path output = classesInFront.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        classesInFront + File.pathSeparator + Mutant.classPath(),
                        scenario.getName(),
                        Integer.toString(rounds),
                        Long.toString(seed))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended;
        try {
            ended = process.waitFor(WATCHDOG_SECONDS, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
        String printed = Files.readString(output);
        Outcome outcome = Outcome.FAILED;
        if (ended && process.exitValue() == 0 && printed.contains("held")) {
            outcome = Outcome.GREEN;
        } else if (ended && process.exitValue() == 1 && printed.contains("violation: ")) {
            outcome = Outcome.RED;
        }
        return new Report(outcome, printed);
    }
}
