package dev.stillmap.tools.explain;

import dev.stillmap.tools.Arguments;
import dev.stillmap.tools.TextTable;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Tells of each slow operation in a recording, and of each slow step of an iteration, what it waited for: a collection, a
 * safepoint, a hold, a function, memory, or a share of a growth. The cause is what covers most of its time, if that is
 * half of it at least.
 */
public final class Explain {

    private static final String HOW_TO_RECORD = """
             has no operations of maps in it. Either let the program use a recorded map,
              new LatencyRecorder("sessions").record(map)
            of the module metrics, or, with a JDK 25 or newer, trace the map's methods in the program as it is:
              jcmd PID JFR.start name=map "jdk.MethodTrace#filter=dev.stillmap.StillMap;dev.stillmap.MapIteration" \\
                jdk.MethodTrace#threshold=1ms
              jcmd PID JFR.dump name=map filename=FILE.jfr""";

    private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private static final DateTimeFormatter TIME_OF_DAY =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private static final int WIDEST_NAME = 24;

    private Explain() {}

    /**
     * Prints the slowest operations with their causes, what each cause took in all, and broken promises.
     *
     * @param file the recording
     * @param options {@code --over MILLIS}, {@code --top N}, and {@code --stacks} for those kept with broken promises
     * @param out where to print
     * @return whether no promise was broken
     * @throws IllegalArgumentException if there is nothing to explain; the message says what to do
     */
    public static boolean run(String file, Arguments options, PrintStream out) {
        double over = options.number("--over", 1, 0);
        int top = (int) options.number("--top", 20, 1);
        boolean stacks = options.flag("--stacks");
        options.done();
        SlowRecording recording = SlowRecording.read(Path.of(file), (long) (over * NANOS_PER_MILLI));
        if (recording.operationEvents() == 0 && recording.violations().isEmpty()) {
            throw new IllegalArgumentException(file + HOW_TO_RECORD);
        }
        List<Explanation> explanations = new ArrayList<>();
        recording
                .operations()
                .forEach(slow -> explanations.add(recording.causes().explain(slow)));
        explanations.sort(
                Comparator.comparingLong((Explanation each) -> each.operation().nanos())
                        .reversed()
                        .thenComparingLong(each -> each.operation().from()));
        out.println(explanations.size() + " operations of " + number(over) + " ms or longer, of "
                + recording.operationEvents() + " recorded");
        if (!explanations.isEmpty()) {
            out.println();
            printSlowest(explanations.subList(0, Math.min(top, explanations.size())), recording.first(), out);
            if (explanations.size() > top) {
                out.println(
                        "and " + (explanations.size() - top) + " more: --top " + explanations.size() + " shows all");
            }
            out.println();
            printSums(explanations, out);
        }
        printViolations(recording.violations(), stacks, out);
        return recording.violations().isEmpty();
    }

    private static void printSlowest(List<Explanation> slowest, long first, PrintStream out) {
        TextTable table =
                new TextTable(">after s", "<at", ">took ms", "<thread", "<map", "<operation", "<cause", ">covers");
        for (Explanation each : slowest) {
            SlowOperation slow = each.operation();
            table.row(
                    String.format(Locale.ROOT, "%.3f", (slow.from() - first) / NANOS_PER_SECOND),
                    timeOfDay(slow.from()),
                    millis(slow.nanos()),
                    shortened(slow.thread()),
                    shortened(slow.map()),
                    shortened(slow.operation()),
                    each.cause().toString(),
                    String.format(Locale.ROOT, "%.0f %%", each.share() * 100));
        }
        table.print(out);
    }

    private static void printSums(List<Explanation> explanations, PrintStream out) {
        TextTable table = new TextTable("<cause", ">operations", ">total ms", ">longest ms");
        for (Cause cause : Cause.values()) {
            List<SlowOperation> ofCause = explanations.stream()
                    .filter(each -> each.cause() == cause)
                    .map(Explanation::operation)
                    .toList();
            if (!ofCause.isEmpty()) {
                table.row(
                        cause.toString(),
                        Integer.toString(ofCause.size()),
                        millis(ofCause.stream().mapToLong(SlowOperation::nanos).sum()),
                        millis(ofCause.stream()
                                .mapToLong(SlowOperation::nanos)
                                .max()
                                .orElse(0)));
            }
        }
        table.print(out);
    }

    private static void printViolations(List<Violation> violations, boolean stacks, PrintStream out) {
        if (violations.isEmpty()) {
            return;
        }
        out.println();
        out.println(violations.size() + (violations.size() == 1 ? " promise was broken" : " promises were broken"));
        for (Violation each : violations) {
            out.println(timeOfDay(each.at()) + " " + each.kind() + " " + each.map() + ": " + each.message());
            if (stacks && !each.stacks().isEmpty()) {
                out.println(each.stacks().strip().indent(4).stripTrailing());
            }
        }
        if (!stacks && violations.stream().anyMatch(each -> !each.stacks().isEmpty())) {
            out.println("--stacks shows the stacks that were kept with them");
        }
    }

    private static String timeOfDay(long nanos) {
        return TIME_OF_DAY.format(Instant.ofEpochSecond(0, nanos));
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / NANOS_PER_MILLI);
    }

    private static String number(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private static String shortened(String name) {
        return name.length() <= WIDEST_NAME ? name : name.substring(0, WIDEST_NAME - 1) + "…";
    }
}
