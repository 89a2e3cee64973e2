package dev.stillmap.tools.soak;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.HdrHistogram.ConcurrentHistogram;

/** How often each kind of operation was made and how long it took. Thread-safe. */
final class Recorder {

    private static final long LONGEST = 60_000_000_000L;

    private final Map<String, ConcurrentHistogram> kinds = new ConcurrentSkipListMap<>();

    /** Something that is timed. */
    @FunctionalInterface
    interface Operation {
        void run() throws Exception;
    }

    void time(String kind, Operation operation) throws Exception {
        long begin = System.nanoTime();
        operation.run();
        kinds.computeIfAbsent(kind, none -> new ConcurrentHistogram(LONGEST, 2))
                .recordValue(Math.min(LONGEST, System.nanoTime() - begin));
    }

    long count(String kind) {
        ConcurrentHistogram histogram = kinds.get(kind);
        return histogram == null ? 0 : histogram.getTotalCount();
    }

    void print(PrintStream out) {
        out.printf("%-28s%14s%14s%14s%14s%n", "operation", "times", "median us", "99.99 % us", "slowest us");
        kinds.forEach((kind, histogram) -> out.printf(
                Locale.ROOT,
                "%-28s%,14d%,14.1f%,14.1f%,14.1f%n",
                kind,
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50) / 1e3,
                histogram.getValueAtPercentile(99.99) / 1e3,
                histogram.getMaxValue() / 1e3));
    }
}
