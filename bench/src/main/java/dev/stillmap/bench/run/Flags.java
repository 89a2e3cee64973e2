package dev.stillmap.bench.run;

import dev.stillmap.bench.harness.CollectorCost;
import dev.stillmap.bench.workload.Sizes;
import java.util.ArrayList;
import java.util.List;

/** JVM flags of the measures. */
final class Flags {
    private static final int UNSAFE_OPTION_SINCE = 24;
    private static final String TRY_OUT_HEAP = "512m";
    private static final String TRY_OUT_YOUNG = "256m";

    private final Form form;

    Flags(Form form) {
        this.form = form;
    }

    /** A fixed heap, and then what else is wanted. */
    List<String> heap(String size, String... more) {
        String heap = form.cap() == 0 ? size : TRY_OUT_HEAP;
        var flags = new ArrayList<>(List.of("-Xms" + heap, "-Xmx" + heap));
        flags.addAll(List.of(more));
        if (form.cap() != 0) {
            flags.add("-D" + Sizes.CAP + "=" + form.cap());
        }
        if (Runtime.version().feature() >= UNSAFE_OPTION_SINCE) {
            // JMH, JOL and JCTools use Unsafe; without the option the JVM prints warnings.
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return List.copyOf(flags);
    }

    /** G1 with a small young generation, whose pages are soon touched even by a benchmark that hardly allocates. */
    List<String> g1(String size, String... more) {
        var flags = new ArrayList<>(List.of("-Xmn256m", "-XX:+UseG1GC"));
        flags.addAll(List.of(more));
        return heap(size, flags.toArray(String[]::new));
    }

    /** No collection: a young generation that does not fill, and every page touched before. */
    List<String> withoutCollection() {
        return heap(
                "5g",
                "-Xmn" + (form.cap() == 0 ? "4g" : TRY_OUT_YOUNG),
                "-XX:+UseParallelGC",
                "-XX:-UseAdaptiveSizePolicy",
                "-XX:+AlwaysPreTouch");
    }

    static String gcLog() {
        return "-Xlog:gc*:file=" + CollectorCost.LOG;
    }
}
