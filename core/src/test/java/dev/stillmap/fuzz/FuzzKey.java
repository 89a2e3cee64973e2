package dev.stillmap.fuzz;

import dev.stillmap.scenario.CollidingStrings;

/** A key that is told by its number; its {@code equals} and {@code hashCode} throw when the fuse blows. */
class FuzzKey {
    /** What the keys of one case are like. */
    enum Kind {
        GOOD,
        FEW_HASHES,
        ONE_HASH,
        ONE_HASH_ORDERED,
        COLLIDING_STRINGS;

        Object of(int id, Fuse fuse) {
            return switch (this) {
                case GOOD -> new FuzzKey(id, id * 0x9E3779B9, fuse);
                case FEW_HASHES -> new FuzzKey(id, id % 5 * 0x9E3779B9, fuse);
                case ONE_HASH -> new FuzzKey(id, 42, fuse);
                case ONE_HASH_ORDERED -> new Ordered(id, 42, fuse);
                case COLLIDING_STRINGS -> CollidingStrings.of(id);
            };
        }

        /** Whether a bucket may hold all keys. */
        boolean collides() {
            return this != GOOD;
        }
    }

    private final int id;
    private final int hash;
    final Fuse fuse;

    private FuzzKey(int id, int hash, Fuse fuse) {
        this.id = id;
        this.hash = hash;
        this.fuse = fuse;
    }

    int id() {
        return id;
    }

    @Override
    public boolean equals(Object other) {
        fuse.touch();
        return other instanceof FuzzKey key && id == key.id;
    }

    @Override
    public int hashCode() {
        fuse.touch();
        return hash;
    }

    @Override
    public String toString() {
        return "k" + id;
    }

    private static final class Ordered extends FuzzKey implements Comparable<Ordered> {
        Ordered(int id, int hash, Fuse fuse) {
            super(id, hash, fuse);
        }

        @Override
        public int compareTo(Ordered other) {
            fuse.touch();
            return Integer.compare(id(), other.id());
        }
    }

    /** Shared by the keys of one case; armed for one operation at a time. */
    static final class Fuse {
        private int calm;
        private boolean forGood;
        private boolean armed;
        private boolean lit;
        private boolean blown;

        /** While the next operation runs, so many calls pass and the one after throws, or all after that. */
        void arm(int calls, boolean throwsForGood) {
            calm = calls;
            forGood = throwsForGood;
            armed = true;
        }

        void light() {
            lit = armed;
            armed = false;
            blown = false;
        }

        void putOut() {
            lit = false;
        }

        void calmly(Runnable action) {
            boolean was = lit;
            lit = false;
            action.run();
            lit = was;
        }

        boolean hasBlown() {
            return blown;
        }

        private void touch() {
            if (lit && calm-- <= 0 && (forGood || !blown)) {
                blown = true;
                throw new Blown();
            }
        }
    }

    /** Thrown by a key. */
    static final class Blown extends RuntimeException {
        private static final long serialVersionUID = 1;

        Blown() {
            super("the key's own method threw", null, false, false);
        }
    }
}
