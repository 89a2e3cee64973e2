package dev.stillmap.tools.trace;

import dev.stillmap.tools.Arguments;
import dev.stillmap.trace.TransitionChecker;
import dev.stillmap.trace.TransitionRecord;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Holds a recording against the rules. */
public final class Check {

    private static final String HOW_TO_RECORD = """
             has no steps of iterations in it. To record them, start the program with
              -XX:StartFlightRecording:filename=FILE.jfr,+dev.stillmap.IterationTransition#enabled=true
            or, while it runs,
              jcmd PID JFR.start name=steps +dev.stillmap.IterationTransition#enabled=true
              jcmd PID JFR.dump name=steps filename=FILE.jfr
            Only maps that have a name are recorded, and only iterations that begin meanwhile.""";

    private Check() {}

    /**
     * Prints each illegal jump in its surroundings, and how many records there were.
     *
     * @param file the recording
     * @param options none
     * @param out where to print
     * @return whether all jumps were legal
     * @throws IllegalArgumentException if there is nothing to check
     */
    public static boolean run(String file, Arguments options, PrintStream out) {
        options.done();
        List<TransitionRecord> records = RecordingReader.read(Path.of(file));
        if (records.isEmpty()) {
            throw new IllegalArgumentException(file + HOW_TO_RECORD);
        }
        TransitionChecker checker = new TransitionChecker(out::println);
        records.forEach(checker::accept);
        checker.finish();
        long iterations = records.stream()
                .mapToLong(TransitionRecord::iteration)
                .distinct()
                .count();
        out.println(checker.records() + " records of " + iterations + " iterations, " + checker.missing() + " missing, "
                + checker.illegal() + " illegal");
        return checker.illegal() == 0;
    }
}
