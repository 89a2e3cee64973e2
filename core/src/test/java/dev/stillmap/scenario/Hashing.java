package dev.stillmap.scenario;

import java.util.Random;

/** How the hash codes of test keys are spread. */
public enum Hashing {
    /** Close to random. */
    GOOD {
        @Override
        int hash(int id) {
            return id * 0x9E3779B9;
        }
    },
    /** All the same. */
    COLLIDING {
        @Override
        int hash(int id) {
            return 42;
        }
    },
    /** A few values only, so that some buckets overflow and others do not. */
    FEW {
        @Override
        int hash(int id) {
            return id % 13 * 0x9E3779B9;
        }
    },
    /** The number itself, as Integer does. */
    PLAIN {
        @Override
        int hash(int id) {
            return id;
        }
    },
    /** Differences in the high bits only. */
    HIGH_BITS {
        @Override
        int hash(int id) {
            return id << 20;
        }
    };

    abstract int hash(int id);

    /** A kind that lets a map grow. */
    static Hashing spreading(Random random) {
        return random.nextBoolean() ? GOOD : PLAIN;
    }

    /** Any kind. */
    static Hashing any(Random random) {
        return values()[random.nextInt(values().length)];
    }
}
