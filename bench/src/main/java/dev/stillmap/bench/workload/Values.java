package dev.stillmap.bench.workload;

/** A small pool of values made beforehand, so that neither their allocation nor their memory is measured. */
public final class Values {
    private static final int MASK = 1023;

    private final Object[] pool = new Object[MASK + 1];

    /** A new pool. */
    public Values() {
        for (int i = 0; i <= MASK; i++) {
            pool[i] = 1_000_000L + i;
        }
    }

    /**
     * One of the values.
     *
     * @param index any number
     * @return the value at that place of the pool, which repeats
     */
    public Object at(int index) {
        return pool[index & MASK];
    }
}
