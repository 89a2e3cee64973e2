package dev.stillmap.bench.harness;

import java.util.Arrays;

/** The middle of several numbers. */
public final class Median {
    private Median() {}

    /**
     * The median; of an even number of values the mean of the two in the middle.
     *
     * @param values at least one number, in any order
     * @return their median
     */
    public static double of(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
