package dev.stillmap.bench.workload;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * The order in which keys are asked for: every key equally often, in random order, each time as a new object made in
 * that order. So a lookup key is in the cache like one that has just been read from a request, and what a benchmark
 * pays for is the map. The array is the same for all subjects and its length a power of two.
 */
public final class Arrivals {
    /** Short cycles are avoided: a branch predictor learns a thousand lookups by heart. */
    private static final int MIN_LENGTH = 1 << 16;

    private static final long SEED = 0xA881FA15L;

    private Arrivals() {}

    /**
     * Random arrivals of keys.
     *
     * @param keys the keys to draw from
     * @param copy makes the object that arrives from a key
     * @return the arrivals
     */
    public static Object[] of(Object[] keys, UnaryOperator<Object> copy) {
        var random = new SplittableRandom(SEED);
        var order = keys.clone();
        var arrivals = new Object[length(keys.length)];
        for (int i = 0; i < arrivals.length; i++) {
            int position = i % order.length;
            int other = position + random.nextInt(order.length - position);
            Object key = order[other];
            order[other] = order[position];
            order[position] = key;
            arrivals[i] = copy.apply(key);
        }
        return arrivals;
    }

    private static int length(int keys) {
        int atLeast = Math.max(keys, MIN_LENGTH);
        return Integer.highestOneBit(2 * atLeast - 1);
    }
}
