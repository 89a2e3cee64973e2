package dev.stillmap.bench.workload;

import java.util.SplittableRandom;

/** Key sets, the same in every JVM. */
public final class Keys {
    private static final long SEED = 0x5EED_0F_57111L;

    private Keys() {}

    /**
     * Distinct keys for filling a map.
     *
     * @param kind what they are
     * @param count how many
     * @return the keys
     */
    public static Object[] stored(KeyKind kind, int count) {
        return range(kind, 0, count);
    }

    /**
     * Distinct keys, none of them in {@link #stored} of the same count.
     *
     * @param kind what they are
     * @param count how many
     * @return the keys
     */
    public static Object[] absent(KeyKind kind, int count) {
        return range(kind, count, count);
    }

    private static Object[] range(KeyKind kind, int from, int count) {
        // The generator never repeats a value within its period, so keys cut from one sequence are distinct.
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < from; i++) {
            random.nextLong();
        }
        var keys = new Object[count];
        for (int i = 0; i < count; i++) {
            keys[i] = kind.key(random.nextLong(), from + i);
        }
        return keys;
    }
}
