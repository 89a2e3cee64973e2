package dev.stillmap.bench.harness;

import java.util.Arrays;
import java.util.List;

/**
 * Windows of time, one behind the other, each of which has a percentile of its own of the times of what ended in it.
 *
 * @param begin when the first begins, in nanoseconds
 * @param nanos how long each is
 * @param count how many there are
 */
record Windows(long begin, long nanos, int count) {
    private static final double NANOS_PER_MILLI = 1e6;

    private static final double PERCENT = 100;

    /**
     * Something that took its time.
     *
     * @param end when it was over
     * @param nanos how long it took
     */
    record Span(long end, long nanos) {}

    /** A number for each window. */
    record Spread(List<Double> values) {
        double mean() {
            return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        }

        /** Of the windows that there are, which are no sample of others. */
        double standardDeviation() {
            double mean = mean();
            return Math.sqrt(values.stream()
                    .mapToDouble(value -> (value - mean) * (value - mean))
                    .average()
                    .orElseThrow());
        }
    }

    /** The percentile in each window, in milliseconds. A window in which nothing ended has been one long wait. */
    Spread percentiles(List<Span> spans, double percentile) {
        var values = new Double[count];
        for (int i = 0; i < count; i++) {
            long from = begin + i * nanos;
            long[] times = spans.stream()
                    .filter(span -> span.end - from >= 0 && span.end - from < nanos)
                    .mapToLong(Span::nanos)
                    .sorted()
                    .toArray();
            values[i] = (times.length == 0 ? nanos : atRank(times, percentile)) / NANOS_PER_MILLI;
        }
        return new Spread(Arrays.asList(values));
    }

    private static long atRank(long[] sorted, double percentile) {
        return sorted[(int) Math.ceil(percentile / PERCENT * sorted.length) - 1];
    }
}
