package dev.stillmap.scenario;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A key whose {@code equals} and {@code hashCode} throw when its fuse says so. A key without a fuse is calm, and equal
 * to the fragile key of the same number.
 */
final class FragileKey {
    private final int id;
    private final int hash;
    private final Fuse fuse;

    FragileKey(int id, Hashing hashing, Fuse fuse) {
        this.id = id;
        this.hash = hashing.hash(id);
        this.fuse = fuse;
    }

    int id() {
        return id;
    }

    @Override
    public boolean equals(Object other) {
        if (fuse != null) {
            fuse.touch();
        }
        return other instanceof FragileKey key && id == key.id;
    }

    @Override
    public int hashCode() {
        if (fuse != null) {
            fuse.touch();
        }
        return hash;
    }

    @Override
    public String toString() {
        return (fuse == null ? "calm " : "fragile ") + id;
    }

    /** Decides which calls throw. */
    abstract static class Fuse {
        abstract boolean blows();

        private void touch() {
            if (blows()) {
                throw new Blown();
            }
        }

        /** About one call in {@code calls} throws, until it is defused. */
        static RandomFuse oneIn(int calls) {
            return new RandomFuse(calls);
        }

        /** Once armed, lets {@code calm} calls pass and makes the next {@code blown} throw. */
        static CountingFuse after(int calm, int blown) {
            return new CountingFuse(calm, blown);
        }
    }

    static final class CountingFuse extends Fuse {
        private final int calm;
        private final int blown;
        private int calls = -1;

        private CountingFuse(int calm, int blown) {
            this.calm = calm;
            this.blown = blown;
        }

        void arm() {
            calls = 0;
        }

        void defuse() {
            calls = -1;
        }

        boolean hasBlown() {
            return calls > calm;
        }

        @Override
        boolean blows() {
            int call = calls < 0 ? -1 : calls++;
            return call >= calm && call < calm + blown;
        }
    }

    static final class RandomFuse extends Fuse {
        private final int calls;
        private volatile boolean armed = true;

        private RandomFuse(int calls) {
            this.calls = calls;
        }

        @Override
        boolean blows() {
            return armed && ThreadLocalRandom.current().nextInt(calls) == 0;
        }

        void defuse() {
            armed = false;
        }
    }

    /** Thrown by a fragile key. */
    static final class Blown extends RuntimeException {
        private static final long serialVersionUID = 1;

        Blown() {
            super("the key's own method threw");
        }
    }
}
