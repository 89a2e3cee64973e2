package dev.stillmap.classic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Go's {@code maplinear.go} and {@code BenchmarkMapPop}, with comparisons, hashes and buckets counted instead of
 * seconds.
 */
class LinearTimeTest {

    private static final int ENTRIES = 20_000;

    private static final class Counted {

        static long calls;

        private final int number;

        Counted(int number) {
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            calls++;
            return other instanceof Counted && ((Counted) other).number == number;
        }

        @Override
        public int hashCode() {
            // Once for the call, and once for each time that growth moves the entry.
            calls++;
            return number;
        }
    }

    private static long calls(int entries) {
        Counted.calls = 0;
        GoMap<Counted, Integer> map = GoMap.builder().seed(1).build();
        for (int i = 0; i < entries; i++) {
            map.put(new Counted(i), i);
        }
        return Counted.calls;
    }

    @Test
    void insertionIsLinear() {
        long once = calls(ENTRIES);
        assertThat(once).isBetween((long) ENTRIES, 5L * ENTRIES);
        assertThat(calls(2 * ENTRIES)).isLessThan(3 * once);
    }

    @Test
    void keysThatCannotBeFoundAreInsertedInLinearTime() {
        assertThat(buckets(Double.NaN, ENTRIES)).isLessThan(ENTRIES);
        assertThat(buckets(Float.NaN, 2 * ENTRIES)).isLessThan(2 * ENTRIES);
    }

    /** The longest chain decides what an insertion looks at. */
    private static long buckets(Object key, int entries) {
        GoMap<Object, Integer> map = GoMap.builder().goEquality().seed(1).build();
        for (int i = 0; i < entries; i++) {
            map.put(key, i);
        }
        assertThat(map).hasSize(entries);
        var internals = map.internals();
        int longest = internals.buckets().stream()
                .mapToInt(chain -> chain.cells().size() / Bucket.CELLS)
                .max()
                .orElseThrow();
        assertThat(longest).isLessThan(6);
        return internals.buckets().size() + internals.overflows();
    }

    /**
     * Begin, remove the first, give up, until the map is empty: how many buckets that passes for all of several maps.
     */
    private static long bucketsPassed(int entries, GoOrder<Object> order) {
        long passed = 0;
        for (long seed = 0; seed < 5; seed++) {
            GoMap<Integer, Integer> map =
                    GoMap.builder().seed(seed).expectedSize(entries).build();
            for (int i = 0; i < entries; i++) {
                map.put(i, i);
            }
            for (int i = 0; i < entries; i++) {
                GoIterator<Integer, Integer> each = map.iterate(order);
                assertThat(each.advance()).isTrue();
                GoIteratorState state = each.state();
                int buckets = 1 << state.log();
                passed += Math.floorMod(state.nextBucket() - state.startBucket() - 1, buckets) + 1;
                each.remove();
            }
            assertThat(map).isEmpty();
        }
        return passed;
    }

    /**
     * Random beginnings keep it far from quadratic, though not linear: gaps grow where they are largest, and what is
     * passed for an entry grows with the square root of the size.
     */
    @Test
    void removalOfTheFirstAgainAndAgainIsFarFromQuadratic() {
        long random = bucketsPassed(1_000, GoOrder.random());
        assertThat(bucketsPassed(4_000, GoOrder.random())).isLessThan(12 * random);
        // The trap: iterations that always begin at one place pass all that has been emptied there before.
        long fixed = bucketsPassed(1_000, GoOrder.ascending());
        assertThat(bucketsPassed(4_000, GoOrder.ascending())).isGreaterThan(12 * fixed);
        assertThat(fixed).isGreaterThan(5 * random);
    }
}
