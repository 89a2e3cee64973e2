package dev.stillmap.scenario;

import dev.stillmap.StillMap;

/**
 * One thread puts successive keys and removes the oldest, one at a time: at every instant the map holds an unbroken run
 * of {@code length} keys, or one more.
 */
final class SlidingKeys {
    private final StillMap<Key, Integer> map;
    private final int first;
    private final int length;
    private final Hashing hashing;
    private int next;

    SlidingKeys(StillMap<Key, Integer> map, int first, int length, Hashing hashing) {
        this.map = map;
        this.first = first;
        this.length = length;
        this.hashing = hashing;
        this.next = first;
        while (next < first + length) {
            put();
        }
    }

    /** Puts the next key and removes the oldest. For one thread only. */
    void step() {
        put();
        map.remove(Key.of(next - 1 - length, hashing));
    }

    private void put() {
        map.put(Key.of(next, hashing), next);
        next++;
    }

    /** The keys of this run that one pass over the map met. */
    final class Run {
        private int least = Integer.MAX_VALUE;
        private int most = -1;
        private int count;
        private boolean mixed;

        void add(Key key, Integer value) {
            if (key.id() >= first) {
                least = Math.min(least, key.id());
                most = Math.max(most, key.id());
                count++;
                mixed |= key.id() != value;
            }
        }

        /** What is wrong with a pass that is said to be exact, or null. */
        String check() {
            if (mixed) {
                return "a key came with the value of another";
            }
            boolean complete = count == length || count == length + 1;
            return complete && most - least + 1 == count
                    ? null
                    : "of the successive keys, " + count + " between " + least + " and " + most;
        }
    }
}
