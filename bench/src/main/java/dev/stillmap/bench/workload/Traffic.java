package dev.stillmap.bench.workload;

import java.util.SplittableRandom;

/** A long list of operations drawn beforehand, so that no draw is measured. One per thread; its length a power of two. */
public final class Traffic {
    /** Look a key up. */
    public static final byte GET = 0;
    /** Put a key. */
    public static final byte PUT = 1;
    /** Remove a key. */
    public static final byte REMOVE = 2;

    private static final int LENGTH = 1 << 20;
    private static final double SKEW = 0.99;
    private static final double HOT_SHARE = 0.9;

    private final Object[] keys = new Object[LENGTH];
    private final byte[] operations = new byte[LENGTH];

    /** How operations and their keys are drawn. */
    public enum Profile {
        /** 80 % get, 15 % put, 5 % remove; keys by Zipf's law with exponent 0.99. */
        ZIPF_80_15_5,
        /** Updates of present keys only, nine of ten of one key. */
        HOT_UPDATES,
        /** 80 % get, 15 % put, 5 % remove; nine of ten puts and removes of one key, all else uniform. */
        HOT_80_15_5
    }

    /**
     * Draws a list.
     *
     * @param profile how
     * @param universe the keys to draw from; as they are in random order, Zipf's ranks are scattered over the table
     * @param seed a different one for each thread
     */
    public Traffic(Profile profile, Object[] universe, long seed) {
        var random = new SplittableRandom(seed);
        var zipf = profile == Profile.ZIPF_80_15_5 ? new Zipf(universe.length, SKEW) : new Zipf(1, 0);
        for (int i = 0; i < LENGTH; i++) {
            operations[i] = profile == Profile.HOT_UPDATES ? PUT : mixed(random);
            boolean hot = profile != Profile.ZIPF_80_15_5 && operations[i] != GET && random.nextDouble() < HOT_SHARE;
            int index = profile == Profile.ZIPF_80_15_5 ? zipf.draw(random) : hot ? 0 : random.nextInt(universe.length);
            keys[i] = universe[index];
        }
    }

    private static byte mixed(SplittableRandom random) {
        int percent = random.nextInt(100);
        return percent < 80 ? GET : percent < 95 ? PUT : REMOVE;
    }

    /**
     * The key of an operation.
     *
     * @param index which operation; the list repeats
     * @return its key
     */
    public Object key(int index) {
        return keys[index & (LENGTH - 1)];
    }

    /**
     * What is done with the key.
     *
     * @param index which operation; the list repeats
     * @return {@link #GET}, {@link #PUT} or {@link #REMOVE}
     */
    public byte operation(int index) {
        return operations[index & (LENGTH - 1)];
    }
}
