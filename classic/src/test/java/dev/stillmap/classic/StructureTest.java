package dev.stillmap.classic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Sizes, growth and what a write moves, to the entry and to the bucket. */
class StructureTest {

    private static final int[] LIMITS = {8, 13, 26, 52, 104, 208, 416, 832};

    private static GoMap<Integer, Integer> map(int entries) {
        GoMap<Integer, Integer> map = GoMap.builder().seed(entries).build();
        for (int i = 0; i < entries; i++) {
            map.put(i, i);
        }
        return map;
    }

    private static long evacuatedChains(GoMap<?, ?> map) {
        return map.internals().oldBuckets().stream()
                .filter(GoMapInternals.Chain::evacuated)
                .count();
    }

    /** The first map of growing size that is in the midst of growth, with so many old buckets. */
    private static GoMap<Integer, Integer> growing(int oldBuckets) {
        GoMap<Integer, Integer> map = map(0);
        for (int i = 0;
                !map.internals().growing() || map.internals().oldBuckets().size() < oldBuckets;
                i++) {
            map.put(i, i);
        }
        return map;
    }

    @Test
    void growthBeginsWithTheFirstEntryAboveTheLoadFactor() {
        for (int log = 0; log < LIMITS.length; log++) {
            int limit = LIMITS[log];
            assertThat(GoTable.exceedsLoad(limit, log)).isFalse();
            assertThat(GoTable.exceedsLoad(limit + 1L, log)).isTrue();

            GoMap<Integer, Integer> presized =
                    GoMap.builder().expectedSize(limit).seed(1).<Integer, Integer>build();
            assertThat(presized.internals().log()).isEqualTo(log);
            for (int i = 0; i < limit; i++) {
                presized.put(i, i);
            }
            assertThat(presized.internals().log()).as("log2 at %d", limit).isEqualTo(log);
            presized.put(limit, limit);
            assertThat(presized.internals().log()).isEqualTo(log + 1);
            presized.verify();
        }
    }

    @Test
    void aMapOfOneBucketHoldsEight() {
        assertThat(map(8).internals().buckets()).hasSize(1);
        assertThat(map(9).internals().buckets()).hasSize(2);
    }

    @Test
    void anUpdateDoesNotBeginGrowth() {
        GoMap<Integer, Integer> map = map(8);
        map.put(3, -3);
        assertThat(map.internals().growing()).isFalse();
        assertThat(map).hasSize(8).containsEntry(3, -3);
    }

    @Test
    void bucketsAreMadeWithTheFirstEntry() {
        GoMap<Integer, Integer> map = map(0);
        map.remove(1);
        map.clear();
        assertThat(map.internals().buckets()).isEmpty();
        map.put(1, 1);
        assertThat(map.internals().buckets()).hasSize(1);
    }

    @Test
    void aWriteMovesAtMostTwoOldChainsAndReadsMoveNone() {
        GoMap<Integer, Integer> map = growing(64);
        List<Consumer<GoMap<Integer, Integer>>> writes = List.of(
                any -> any.put(1, -1), // an update
                any -> any.remove(-1), // of an absent key
                any -> any.remove(2),
                any -> any.put(1_000_000, 1));
        for (Consumer<GoMap<Integer, Integer>> write : writes) {
            long before = evacuatedChains(map);
            write.accept(map);
            assertThat(evacuatedChains(map) - before).isBetween(1L, 2L);
            map.verify();
        }
        long before = evacuatedChains(map);
        for (int i = 0; i < 1_000; i++) {
            map.get(i);
            map.containsKey(-i);
        }
        map.forEach((key, value) -> {});
        assertThat(evacuatedChains(map)).isEqualTo(before);
    }

    @Test
    void anOldChainThatHasNotBeenMovedHasTheEntries() {
        GoMap<Integer, Integer> map = growing(64);
        int size = map.size();
        for (int i = 0; i < size; i++) {
            assertThat(map.get(i)).isEqualTo(i);
        }
        assertThat(map.internals().growing()).isTrue();
    }

    @Test
    void growthIsNotBegunWhileItGoesOn() {
        GoMap<Integer, Integer> map = growing(64);
        int log = map.internals().log();
        while (map.internals().growing()) {
            map.put(map.size(), 0);
            assertThat(map.internals().log()).isEqualTo(log);
        }
        assertThat(map.internals().oldBuckets()).isEmpty();
        map.verify();
    }

    @Test
    void movedBucketsAreSkippedAtMost1024AtATime() {
        int old = 1 << 12;
        GoMap<Integer, Integer> map = growing(old);
        // Writes to keys of the later buckets, from which the mark is far away.
        List<Integer> late = new ArrayList<>();
        for (int i = 0; i < map.size(); i++) {
            if (((int) map.table().hash(i) & (old - 1)) >= old / 4) {
                late.add(i);
            }
        }
        int before = map.table().evacuated();
        boolean skipped = false;
        for (int key : late) {
            map.put(key, 0);
            int now = map.table().evacuated();
            if (map.table().isGrowing()) {
                assertThat(now - before).isLessThanOrEqualTo(1_025);
                skipped |= now - before > 1;
            }
            before = now;
        }
        assertThat(skipped).isTrue();
        map.verify();
    }

    @Test
    void manyOverflowBucketsMakeTheMapGrowToTheSameSize() {
        GoMap<Integer, Integer> map = Growth.toTheSameSize(5, false);
        var internals = map.internals();
        assertThat(internals.sameSize()).isTrue();
        assertThat(internals.log()).isEqualTo(4);
        assertThat(internals.oldBuckets()).hasSize(16);
        assertThat(internals.overflows()).isZero();
        map.verify();
        while (map.internals().growing()) {
            map.remove(-1);
            map.verify();
        }
        assertThat(map.internals().log()).isEqualTo(4);
        assertThat(map).hasSize(17);
    }

    @Test
    void overflowBucketsComeFromThePoolFirst() {
        GoMap<Colliding, Integer> map =
                GoMap.builder().expectedSize(104).seed(5).build();
        assertThat(map.internals().poolLeft()).isEqualTo(1);
        for (int i = 0; i < 25; i++) {
            map.put(new Colliding(i << 8, 0xFF), i);
        }
        assertThat(map.internals().poolLeft()).isZero();
        assertThat(map.internals().overflows()).isEqualTo(3);
        map.clear();
        assertThat(map.internals().poolLeft()).isEqualTo(1);
        assertThat(map.internals().overflows()).isZero();
        map.verify();
    }

    @Test
    void nothingMakesTheMapShrink() {
        GoMap<Integer, Integer> map = map(10_000);
        int log = map.internals().log();
        for (int i = 0; i < 10_000; i++) {
            map.remove(i);
        }
        assertThat(map.internals().log()).isEqualTo(log);
        map.put(1, 1);
        map.clear();
        assertThat(map.internals().log()).isEqualTo(log);
    }

    @Test
    void hashesAreNewAfterClearAndAfterTheLastRemoval() {
        GoMap<Integer, Integer> map = map(3);
        long first = map.table().hash(1);
        map.clear();
        long second = map.table().hash(1);
        assertThat(second).isNotEqualTo(first);
        map.put(1, 1);
        map.put(2, 2);
        map.remove(1);
        assertThat(map.table().hash(1)).isEqualTo(second);
        map.remove(2);
        assertThat(map.table().hash(1)).isNotEqualTo(second);
    }

    @Test
    void overflowBucketsAreCountedByChanceInLargeMaps() {
        assertThat(GoTable.hasTooManyOverflows(1 << 15, 20)).isTrue();
        assertThat(GoTable.hasTooManyOverflows((1 << 15) - 1, 20)).isFalse();
        assertThat(GoTable.hasTooManyOverflows(1 << 10, 10)).isTrue();
        assertThat(GoTable.hasTooManyOverflows((1 << 10) - 1, 10)).isFalse();

        GoMap<Integer, Integer> map =
                GoMap.builder().seed(3).expectedSize(104L << 14).build();
        assertThat(map.internals().log()).isEqualTo(18);
        int entries = 1_600_000;
        for (int i = 0; i < entries; i++) {
            map.put(i, i);
        }
        var internals = map.internals();
        long exact = internals.buckets().stream()
                .mapToLong(chain -> Math.max(0, chain.cells().size() / Bucket.CELLS - 1))
                .sum();
        assertThat(internals.growing()).isFalse();
        assertThat(exact).isGreaterThan(10_000);
        assertThat((double) (internals.overflows() << 3)).isBetween(exact * 0.9, exact * 1.1);
    }
}
