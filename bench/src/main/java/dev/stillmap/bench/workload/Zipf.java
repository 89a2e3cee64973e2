package dev.stillmap.bench.workload;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws ranks with Zipf's distribution: rank {@code r} (from 0) with a weight of {@code 1 / (r+1)^exponent}. Exact, by
 * binary search in the cumulated weights; O(log n) a draw and 8 bytes a rank. Immutable.
 */
public final class Zipf {
    private final double[] cumulated;

    /**
     * A distribution.
     *
     * @param ranks how many ranks there are
     * @param exponent the skew; 0 is uniform
     */
    public Zipf(int ranks, double exponent) {
        cumulated = new double[ranks];
        double sum = 0;
        for (int rank = 0; rank < ranks; rank++) {
            sum += Math.pow(rank + 1, -exponent);
            cumulated[rank] = sum;
        }
    }

    /**
     * Draws a rank.
     *
     * @param random the source
     * @return the rank, 0 the most frequent
     */
    public int draw(SplittableRandom random) {
        double point = random.nextDouble() * cumulated[cumulated.length - 1];
        int found = Arrays.binarySearch(cumulated, point);
        return found >= 0 ? found : Math.min(-found - 1, cumulated.length - 1);
    }

    /**
     * The share of all draws that a rank gets.
     *
     * @param rank the rank
     * @return its probability
     */
    public double share(int rank) {
        double below = rank == 0 ? 0 : cumulated[rank - 1];
        return (cumulated[rank] - below) / cumulated[cumulated.length - 1];
    }
}
