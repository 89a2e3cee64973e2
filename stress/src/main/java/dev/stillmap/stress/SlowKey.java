package dev.stillmap.stress;

/**
 * A key whose {@code equals} takes its time, so that a writer gets between a reader's look at a key and its look at the
 * value. Equal keys are not identical.
 */
final class SlowKey {

    private static final int SPINS = 40;

    private final int id;

    private final int hash;

    SlowKey(int id, int hash) {
        this.id = id;
        this.hash = hash;
    }

    @Override
    public boolean equals(Object other) {
        boolean equal = other instanceof SlowKey key && key.id == id;
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
        }
        return equal;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
