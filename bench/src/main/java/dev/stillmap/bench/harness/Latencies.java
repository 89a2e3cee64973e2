package dev.stillmap.bench.harness;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Times of many operations, kept without allocating. Not thread-safe. */
final class Latencies {
    private static final int DIGITS = 3;
    private static final double[] PERCENTILES = {50, 99, 99.9, 99.99};
    private static final double NANOS_PER_MICRO = 1e3;

    private final Histogram histogram = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);

    void record(long nanos) {
        histogram.recordValue(nanos);
    }

    void add(Latencies other) {
        histogram.add(other.histogram);
    }

    double micros(double percentile) {
        return histogram.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }

    double meanMicros() {
        return histogram.getMean() / NANOS_PER_MICRO;
    }

    double maxMicros() {
        return histogram.getMaxValue() / NANOS_PER_MICRO;
    }

    void report(String prefix, Metrics metrics) {
        for (double percentile : PERCENTILES) {
            metrics.less(prefix + "p" + String.valueOf(percentile).replace(".0", ""), micros(percentile), "us");
        }
        metrics.less(prefix + "max", maxMicros(), "us");
    }
}
