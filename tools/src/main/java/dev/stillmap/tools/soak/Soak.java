package dev.stillmap.tools.soak;

import dev.stillmap.tools.Arguments;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs {@link SoakRun} under each garbage collector that this JVM has, each in a process of its own and for an equal
 * share of the time.
 */
public final class Soak {

    private static final Map<String, List<String>> COLLECTORS = new LinkedHashMap<>();

    static {
        COLLECTORS.put("G1", List.of("-XX:+UseG1GC"));
        COLLECTORS.put("Parallel", List.of("-XX:+UseParallelGC"));
        COLLECTORS.put("ZGC", List.of("-XX:+UseZGC"));
        COLLECTORS.put("Shenandoah", List.of("-XX:+UseShenandoahGC"));
    }

    private Soak() {}

    /**
     * Runs it.
     *
     * @param options {@code --minutes}, in all; {@code --collector} for one of them only; {@code --heap} of each
     *     process, as for {@code -Xmx}; {@code --seed}; {@code --here} to run in this process
     * @param out where to print
     * @return whether every invariant held
     * @throws IOException if a process cannot be started
     * @throws InterruptedException if the thread is interrupted
     */
    public static boolean run(Arguments options, PrintStream out) throws IOException, InterruptedException {
        double minutes = options.number("--minutes", 4, 0.01);
        String only = options.word("--collector", "");
        String heap = options.word("--heap", "1g");
        long seed = (long) options.number("--seed", (int) System.nanoTime() & 0xFFFFFF, 0);
        boolean here = options.flag("--here");
        options.done();
        if (!only.isEmpty() && !COLLECTORS.containsKey(only)) {
            throw new IllegalArgumentException(
                    "--collector is one of " + String.join(", ", COLLECTORS.keySet()) + ", not '" + only + "'");
        }
        if (here) {
            return new SoakRun((long) (minutes * 60e9), seed, out).run();
        }
        List<String> chosen = new ArrayList<>();
        for (String name : COLLECTORS.keySet()) {
            if (!only.isEmpty() && !only.equals(name)) {
                continue;
            }
            if (isPresent(COLLECTORS.get(name))) {
                chosen.add(name);
            } else {
                out.println(name + " is not in this JVM");
            }
        }
        List<String> failed = new ArrayList<>();
        for (String name : chosen) {
            out.println("== " + name + ", seed " + seed);
            out.flush();
            List<String> command = java(COLLECTORS.get(name));
            command.addAll(List.of(
                    "-ea",
                    "-Xmx" + heap,
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.stillmap.tools.Main",
                    "soak",
                    "--here",
                    "--minutes",
                    Double.toString(minutes / chosen.size()),
                    "--seed",
                    Long.toString(seed)));
            Process run = new ProcessBuilder(command).inheritIO().start();
            try {
                if (run.waitFor() != 0) {
                    failed.add(name);
                }
            } finally {
                run.destroy();
            }
        }
        out.println(
                chosen.isEmpty()
                        ? "nothing was run"
                        : failed.isEmpty()
                                ? "held under " + String.join(", ", chosen)
                                : "FAILED under " + String.join(", ", failed));
        return failed.isEmpty() && !chosen.isEmpty();
    }

    private static boolean isPresent(List<String> flags) throws IOException, InterruptedException {
        List<String> command = java(flags);
        command.add("-version");
        return new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static List<String> java(List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(flags);
        return command;
    }
}
