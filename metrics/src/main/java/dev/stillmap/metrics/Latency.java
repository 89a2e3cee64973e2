package dev.stillmap.metrics;

import org.HdrHistogram.Histogram;

/**
 * How long one operation took, in one thread or in all. Immutable. Nanoseconds, within one percent.
 *
 * @param operation the operation
 * @param thread the thread's name; of threads that have ended, of all virtual ones, and of all together, words in
 *     parentheses
 * @param count how often
 * @param p50 half of them took no longer
 * @param p99 99 of a hundred took no longer
 * @param p999 999 of a thousand took no longer
 * @param max the longest
 */
public record Latency(Operation operation, String thread, long count, long p50, long p99, long p999, long max) {

    static Latency of(Operation operation, String thread, Histogram histogram) {
        return new Latency(
                operation,
                thread,
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue());
    }
}
