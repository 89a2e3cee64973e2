package dev.stillmap.classic;

import java.util.SplittableRandom;

/**
 * When two keys are one: by {@code equals}, or as {@code ==} says in Go. They differ for {@code Double} and {@code
 * Float} alone: Java's NaN is equal to itself and its two zeros are not equal to each other, Go's are the reverse.
 */
final class KeyRule {

    private static final long ODD = 0x9E3779B97F4A7C15L;

    static final KeyRule JAVA = new KeyRule(false);

    static final KeyRule GO = new KeyRule(true);

    /** Whether Go's rules hold; then an update overwrites the key, which may differ from the stored one. */
    final boolean go;

    private KeyRule(boolean go) {
        this.go = go;
    }

    boolean same(Object key, Object stored) {
        if (go) {
            if (key instanceof Double number) {
                return stored instanceof Double other && number.doubleValue() == other.doubleValue();
            }
            if (key instanceof Float number) {
                return stored instanceof Float other && number.floatValue() == other.floatValue();
            }
        }
        return key == stored || key.equals(stored);
    }

    /** Whether the key is equal to itself. One that is not can be inserted and met, but never found. */
    boolean isReflexive(Object key) {
        return !go
                || !((key instanceof Double number && number.isNaN()) || (key instanceof Float other && other.isNaN()));
    }

    /**
     * All 64 bits depend on the key and the seed: the upper eight tell keys of a bucket apart, the lower ones choose
     * the bucket.
     */
    long hash(Object key, long seed, SplittableRandom random) {
        if (!isReflexive(key)) {
            return random.nextLong();
        }
        int code = go && isZero(key) ? 0 : key.hashCode();
        long product = (code ^ seed) * ODD;
        return (product ^ (product >>> 32)) * ODD;
    }

    /** Of either sign. */
    private static boolean isZero(Object key) {
        return (key instanceof Double number && number == 0.0) || (key instanceof Float other && other == 0.0f);
    }
}
