package dev.stillmap.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.StillMap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableStatsTest {

    /** A key whose hash code throws while it is told to. */
    private static final class Fragile {

        private boolean throwing;

        @Override
        public int hashCode() {
            if (throwing) {
                throw new IllegalStateException("no hash code");
            }
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    private final StillMap<Object, Integer> map = new StillMap<>();

    private TableStats stats() {
        return map.stats().table();
    }

    private void put(int from, int to) {
        IntStream.range(from, to).forEach(key -> map.put(key, key));
    }

    @AfterEach
    void itIsWhole() {
        map.verify();
    }

    @Test
    void aGrowthAndAShrinking() {
        assertThat(stats().buckets()).isEqualTo(1);
        put(0, 100_000);
        TableStats grown = stats();
        assertThat(grown.growthsStarted()).isPositive();
        assertThat(grown.bucketsEvacuated()).isPositive();
        assertThat(grown.longestEvacuationNanos()).isPositive();
        map.keySet().removeIf(key -> !key.equals(1));
        map.trimToSize();
        TableStats trimmed = stats();
        assertThat(trimmed.buckets()).isEqualTo(1);
        assertThat(trimmed.growthsCompleted()).isEqualTo(trimmed.growthsStarted());
        assertThat(trimmed.growthsCompleted()).isGreaterThan(grown.growthsCompleted());
        assertThat(trimmed.bytes()).isLessThan(grown.bytes());
        assertThat(trimmed.backlog()).isZero();
        // Each table but the last was emptied: of all sizes from 1 to the largest, and back.
        int largest = Math.max(grown.buckets(), trimmed.buckets()) << (grown.backlog() > 0 ? 1 : 0);
        assertThat(trimmed.bucketsEvacuated()).isEqualTo(3L * largest - 3);
    }

    @Test
    void theBacklogOfAGrowth() {
        put(0, 10_000);
        int key = 10_000;
        while (stats().backlog() == 0) {
            map.put(key, key);
            key++;
        }
        TableStats begun = stats();
        assertThat(begun.growthsStarted()).isEqualTo(begun.growthsCompleted() + 1);
        map.put(1, 1);
        TableStats next = stats();
        assertThat(next.backlog()).isEqualTo(begun.backlog() - 2);
        assertThat(next.bucketsEvacuated()).isEqualTo(begun.bucketsEvacuated() + 2);
        while (stats().backlog() > 0) {
            map.put(1, 1);
        }
        assertThat(stats().growthsCompleted()).isEqualTo(begun.growthsStarted());
    }

    /** Read by others while it grows, what was moved never becomes less. */
    @Test
    void bucketsEvacuatedNeverGoBack() throws Exception {
        Thread writer = new Thread(() -> put(0, 300_000));
        writer.start();
        long last = 0;
        while (writer.isAlive()) {
            long now = stats().bucketsEvacuated();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
        writer.join();
    }

    @Test
    void overflowIsCountedWhereItIs() {
        SplittableRandom random = new SplittableRandom(1);
        int[] keys = random.ints(6_000).distinct().toArray();
        Arrays.stream(keys).forEach(key -> map.put(key, key));
        assertOverflow();
        assertThat(stats().overflowBuckets()).isPositive();
        assertThat(stats().longestOverflow()).isPositive();
        for (int i = 0; i < 1_000; i++) {
            map.batch()
                    .put(random.nextInt(), 1)
                    .put(random.nextInt(), 2)
                    .remove(keys[i])
                    .commit();
            map.compute(keys[i + 1_000], (key, old) -> null);
            map.merge(random.nextInt(), 1, Integer::sum);
            map.computeIfAbsent(random.nextInt(), key -> 1);
            if (i % 100 == 0) {
                assertOverflow();
            }
        }
        map.keySet().removeIf(key -> random.nextInt(10) > 0);
        assertOverflow();
        map.trimToSize();
        assertOverflow();
        map.clear();
        assertThat(stats().overflowBuckets()).isZero();
        assertThat(stats().longestOverflow()).isPositive();
    }

    private void assertOverflow() {
        long withOverflow = map.internals().tables().stream()
                .flatMap(table -> table.buckets().stream())
                .filter(bucket -> !bucket.moved() && bucket.overflow() > 0)
                .count();
        assertThat(stats().overflowBuckets()).isEqualTo(withOverflow);
    }

    @Test
    void theLongestOverflowIsThatOfCollidingKeys() {
        Map<Object, Integer> colliding = new HashMap<>();
        IntStream.range(0, 20).forEach(i -> colliding.put(new Fragile(), i));
        map.putAll(colliding);
        assertThat(stats().longestOverflow()).isEqualTo(12);
    }

    @Test
    void aMoveThatFailsIsCounted() {
        Fragile fragile = new Fragile();
        map.put(fragile, 1);
        fragile.throwing = true;
        put(0, 100);
        assertThat(stats().evacuationFailures()).isPositive();
        assertThat(stats().backlog()).isPositive();
        fragile.throwing = false;
        put(0, 100);
        assertThat(stats().backlog()).isZero();
        assertThat(stats().evacuationChecksFailed()).isZero();
    }
}
