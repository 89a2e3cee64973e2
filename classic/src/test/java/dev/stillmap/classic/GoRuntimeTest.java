package dev.stillmap.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Go's own tests check of its map, as far as it is one of this map too; each names the Go test. Random starts make
 * one run of an iteration say little, so most are repeated with many seeds.
 */
class GoRuntimeTest {

    private static final int SEEDS = 200;

    private static <K, V> GoMap<K, V> map(long seed) {
        return GoMap.builder().seed(seed).build();
    }

    private static <V> GoMap<Double, V> doubles(long seed) {
        return GoMap.builder().goEquality().seed(seed).build();
    }

    private static GoMap<Integer, Integer> filled(long seed, int entries) {
        GoMap<Integer, Integer> map = map(seed);
        for (int i = 0; i < entries; i++) {
            map.put(i, i);
        }
        return map;
    }

    private static List<Integer> keys(GoMap<Integer, ?> map) {
        return new ArrayList<>(map.keySet());
    }

    /** {@code TestIterGrowAndDelete}. */
    @Test
    void iterGrowAndDelete() {
        for (long seed = 0; seed < SEEDS; seed++) {
            GoMap<Integer, Integer> map = filled(seed, 100);
            GoIterator<Integer, Integer> each = map.iterate();
            boolean grown = false;
            while (each.advance()) {
                if (grown) {
                    assertThat(each.key() & 1).isZero();
                } else {
                    grown = true;
                    for (int i = 100; i < 1_000; i++) {
                        map.put(i, i);
                    }
                    for (int i = 1; i < 1_000; i += 2) {
                        map.remove(i);
                    }
                }
            }
            map.verify();
        }
    }

    /** {@code TestIterGrowWithGC}. */
    @Test
    void iterGrowWithGc() {
        for (long seed = 0; seed < 20; seed++) {
            GoMap<Integer, Integer> map = filled(seed, 16);
            Set<Integer> met = new HashSet<>();
            GoIterator<Integer, Integer> each = map.iterate();
            while (each.advance()) {
                met.add(each.key());
                if (met.size() == 1) {
                    for (int i = 16; i < 916; i++) {
                        map.put(i, i);
                    }
                    System.gc();
                }
            }
            for (int i = 0; i < 16; i++) {
                assertThat(met).contains(i);
            }
        }
    }

    /** {@code TestGrowWithNaN}. */
    @Test
    void growWithNan() {
        for (long seed = 0; seed < SEEDS; seed++) {
            GoMap<Double, Integer> map = doubles(seed);
            for (int i = 1; i <= 3; i++) {
                map.put(Double.NaN, i);
            }
            int values = 0;
            int nans = 0;
            boolean grown = false;
            GoIterator<Double, Integer> each = map.iterate();
            while (each.advance()) {
                if (!grown) {
                    grown = true;
                    for (int i = 0; i < 100; i++) {
                        map.put((double) i, i);
                    }
                }
                if (each.key().isNaN()) {
                    nans++;
                    values |= 1 << each.value();
                }
            }
            assertThat(nans).isEqualTo(3);
            assertThat(values).isEqualTo(0b1110);
            map.verify();
        }
    }

    /** {@code TestMapNanGrowIterator}. */
    @Test
    void mapNanGrowIterator() {
        for (long seed = 0; seed < SEEDS; seed++) {
            GoMap<Double, Integer> map = doubles(seed);
            int entries = 0;
            while (map.internals().oldBuckets().size() < 16) {
                map.put(Double.NaN, entries++);
            }
            Set<Integer> met = new HashSet<>();
            GoIterator<Double, Integer> each = map.iterate();
            while (each.advance()) {
                assertThat(met.add(each.value())).isTrue();
                if (met.size() == entries / 2) {
                    // Removals of an absent key let growth go on.
                    while (map.internals().growing()) {
                        map.remove(1.0);
                    }
                }
            }
            assertThat(met).hasSize(entries);
            map.verify();
        }
    }

    /** {@code TestGrowWithNegativeZero}. */
    @Test
    void growWithNegativeZero() {
        for (long seed = 0; seed < SEEDS; seed++) {
            GoMap<Double, Integer> map = doubles(seed);
            map.put(0.0, 0);
            for (int i = 1; i <= 3; i++) {
                map.put((double) i, i);
            }
            int met = 0;
            boolean grown = false;
            boolean changed = false;
            GoIterator<Double, Integer> each = map.iterate();
            while (each.advance()) {
                boolean zero = each.key() == 0.0;
                boolean original = zero || (each.key() > 0 && each.key() < 10);
                met += original ? 1 : 0;
                if (zero) {
                    assertThat(Double.compare(each.key(), changed ? -0.0 : 0.0)).isZero();
                    assertThat(each.value()).isEqualTo(changed ? -1 : 0);
                }
                if (!grown) {
                    grown = true;
                    for (int i = 100; i < 200; i++) {
                        map.put((double) i, i);
                    }
                    map.put(-0.0, -1);
                    changed = true;
                }
            }
            assertThat(met).isEqualTo(4);
            map.verify();
        }
    }

    /** {@code TestNegativeZero}. */
    @Test
    void negativeZero() {
        GoMap<Double, Boolean> map = doubles(1);
        map.put(0.0, true);
        map.put(-0.0, true);
        assertThat(map).hasSize(1);
        assertThat(Double.compare(map.keySet().iterator().next(), -0.0)).isZero();
        map.put(0.0, true);
        assertThat(map).hasSize(1);
        assertThat(Double.compare(map.keySet().iterator().next(), 0.0)).isZero();

        GoMap<Float, Boolean> floats = GoMap.builder().goEquality().build();
        floats.put(-0.0f, true);
        floats.put(0.0f, true);
        assertThat(floats).hasSize(1).containsKey(-0.0f);
        assertThat(Float.compare(floats.keySet().iterator().next(), 0.0f)).isZero();
    }

    /** {@code TestTableKeyUpdate}. */
    @Test
    void keyUpdate() {
        GoMap<Double, Integer> map = doubles(1);
        map.put(0.0, 1);
        GoIterator<Double, Integer> each = map.iterate();
        map.put(-0.0, 2);
        assertThat(each.advance()).isTrue();
        assertThat(Double.compare(each.key(), -0.0)).isZero();
        assertThat(each.value()).isEqualTo(2);
        assertThat(each.advance()).isFalse();
    }

    /** {@code TestMapIterOrder}. */
    @ParameterizedTest
    @ValueSource(ints = {3, 7, 9, 15})
    void mapIterOrder(int entries) {
        GoMap<Integer, Integer> map = filled(entries, entries);
        Set<List<Integer>> orders = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            orders.add(keys(map));
        }
        assertThat(orders.size()).isGreaterThan(1);
    }

    /** {@code TestMapSparseIterOrder}. */
    @Test
    void mapSparseIterOrder() {
        GoMap<Integer, Integer> map = filled(1, 1_000);
        for (int i = 20; i < 1_000; i++) {
            map.remove(i);
        }
        Set<Integer> firsts = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            firsts.add(map.keySet().iterator().next());
        }
        assertThat(firsts.size()).isGreaterThan(1);
    }

    /** {@code TestMapIterDuplicate}. */
    @Test
    void mapIterDuplicate() {
        for (long seed = 0; seed < 1_000; seed++) {
            GoMap<Integer, Integer> map = filled(seed, 15);
            for (int i = 4; i < 15; i++) {
                map.remove(i);
            }
            assertThat(keys(map)).containsExactlyInAnyOrder(0, 1, 2, 3);
        }
    }

    /** {@code TestMapIterDeleteReplace}. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 15, 64, 1_000, 10_000})
    void mapIterDeleteReplace(int entries) {
        GoMap<Integer, Integer> map = filled(entries, entries);
        GoIterator<Integer, Integer> each = map.iterate();
        int steps = 0;
        while (each.advance()) {
            map.remove(each.key());
            map.put(each.key(), -1);
            assertThat(++steps).isLessThanOrEqualTo(entries * 10);
        }
        assertThat(map).hasSize(entries);
        assertThat(map.values()).allMatch(value -> value == -1);
        map.verify();
    }

    /** {@code TestTableIteration}. */
    @Test
    void iteration() {
        GoMap<Integer, Integer> map = filled(1, 31);
        Map<Integer, Integer> met = new HashMap<>();
        GoIterator<Integer, Integer> each = map.iterate();
        while (each.advance()) {
            assertThat(met.put(each.key(), each.value())).isNull();
        }
        assertThat(met).hasSize(31).allSatisfy((key, value) -> assertThat(value).isEqualTo(key));
    }

    /** {@code TestTableIterationDelete} and {@code TestTableIterationGrowDelete}. */
    @ParameterizedTest
    @ValueSource(ints = {0, 32, 2_048})
    void iterationDelete(int added) {
        for (long seed = 0; seed < SEEDS; seed++) {
            GoMap<Integer, Integer> map = filled(seed, 31);
            GoIterator<Integer, Integer> each = map.iterate();
            assertThat(each.advance()).isTrue();
            for (int i = 31; i < 31 + added; i++) {
                map.put(i, i);
            }
            int first = each.key();
            int removed = (first + 1) % 31;
            map.remove(removed);
            Set<Integer> met = new HashSet<>(Set.of(first));
            while (each.advance()) {
                if (each.key() < 31) {
                    assertThat(met.add(each.key())).isTrue();
                }
            }
            assertThat(met).hasSize(30).doesNotContain(removed);
            map.verify();
        }
    }

    /** {@code TestTableIterationGrowDuplicate}, its parts {@code grow} and {@code split}. */
    @ParameterizedTest
    @ValueSource(ints = {32, 2_048})
    void iterationGrowDuplicate(int added) {
        for (long seed = 0; seed < SEEDS; seed++) {
            GoMap<Integer, Integer> map = filled(seed, 31);
            Set<Integer> met = new HashSet<>();
            GoIterator<Integer, Integer> each = map.iterate();
            while (each.advance()) {
                assertThat(met.add(each.key()))
                        .as("first time of %d", each.key())
                        .isTrue();
                assertThat(each.value()).isEqualTo(each.key());
                if (met.size() == 16) {
                    for (int i = 31; i < 31 + added; i++) {
                        map.put(i, i);
                    }
                }
            }
            for (int i = 0; i < 31; i++) {
                assertThat(met).contains(i);
            }
        }
    }

    /** {@code TestConcurrentReadsAfterGrowth}. */
    @Test
    void concurrentReadsAfterGrowth() throws InterruptedException {
        for (int entries = 1; entries <= 250; entries++) {
            GoMap<Integer, Integer> map = filled(entries, entries);
            int size = entries;
            List<Throwable> thrown = new ArrayList<>();
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                boolean iterates = i % 2 == 0;
                Thread reader = new Thread(() -> {
                    if (iterates) {
                        assertThat(keys(map)).hasSize(size);
                    } else {
                        for (int key = 0; key < size; key++) {
                            assertThat(map.get(key)).isEqualTo(key);
                        }
                    }
                });
                reader.setUncaughtExceptionHandler((thread, failure) -> {
                    synchronized (thrown) {
                        thrown.add(failure);
                    }
                });
                readers.add(reader);
            }
            for (Thread reader : readers) {
                reader.start();
            }
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(thrown).isEmpty();
        }
    }

    /** {@code TestLoadFactor}. */
    @Test
    void loadFactor() {
        for (int log = 0; log < 20; log++) {
            long limit = log == 0 ? 8 : 13L * (1L << log) / 2;
            assertThat(GoTable.exceedsLoad(limit, log)).isFalse();
            assertThat(GoTable.exceedsLoad(limit + 1, log)).isTrue();
        }
    }

    /** {@code TestMapBuckets}. */
    @Test
    void mapBuckets() {
        int[][] cases = {
            {-(1 << 30), 1},
            {-1, 1},
            {0, 1},
            {1, 1},
            {8, 1},
            {9, 2},
            {12, 2},
            {13, 2},
            {14, 4},
            {26, 4},
            {27, 8},
            {52, 8},
            {53, 16}
        };
        for (int[] each : cases) {
            GoMap<Integer, Integer> hinted =
                    GoMap.builder().expectedSize(each[0]).build();
            GoMap<Integer, Integer> unhinted = map(1);
            for (int i = 0; i < each[0]; i++) {
                hinted.put(i, i);
                unhinted.put(i, i);
            }
            assertThat(1 << hinted.internals().log()).isEqualTo(each[1]);
            assertThat(1 << unhinted.internals().log()).isEqualTo(each[1]);
        }
    }

    /** {@code TestMapTombstones}; {@code verify} looks at every chain. */
    @Test
    void mapTombstones() {
        GoMap<Integer, Integer> map = filled(1, 10_000);
        map.verify();
        for (int i = 0; i < 10_000; i += 2) {
            map.remove(i);
        }
        map.verify();
        for (int i = 10_000; i < 15_000; i++) {
            map.put(i, i);
        }
        map.verify();
        for (int i = 0; i < 15_000; i++) {
            map.remove(i);
        }
        map.verify();
        assertThat(map).isEmpty();
    }

    /** {@code TestTablePutDelete}: a cell that was left is taken again. */
    @Test
    void putDelete() {
        GoMap<Integer, Integer> map = filled(1, 8);
        var before = map.internals();
        map.remove(3);
        map.put(3, 3);
        assertThat(map.internals()).isEqualTo(before);
    }

    /** {@code TestTombstoneGrow}: a size that stays needs no larger array. */
    @ParameterizedTest
    @ValueSource(ints = {7, 8, 100, 832})
    void tombstoneGrow(int entries) {
        GoMap<Integer, Integer> map = filled(entries, entries);
        int log = map.internals().log();
        for (int i = entries; i < entries + 100_000; i++) {
            map.remove(i - entries);
            map.put(i, i);
        }
        assertThat(map.internals().log()).isEqualTo(log);
        map.verify();
    }

    /** {@code TestMapPut} and {@code TestMapSplit}, {@code TestMapDelete} and {@code TestTableClear}. */
    @ParameterizedTest
    @ValueSource(ints = {8, 31, 2_048})
    void putDeleteAndClear(int entries) {
        GoMap<Integer, Integer> map = filled(entries, entries);
        assertThat(map).hasSize(entries);
        for (int i = 0; i < entries; i++) {
            assertThat(map.get(i)).isEqualTo(i);
        }
        GoMap<Integer, Integer> other = map.copy();
        for (int i = 0; i < entries; i++) {
            assertThat(map.remove(i)).isEqualTo(i);
            assertThat(map.containsKey(i)).isFalse();
        }
        other.clear();
        for (GoMap<Integer, Integer> emptied : List.of(map, other)) {
            assertThat(emptied).isEmpty();
            for (int i = 0; i < entries; i++) {
                assertThat(emptied.get(i)).isNull();
            }
            emptied.verify();
        }
    }

    /**
     * {@code TestMapDeleteClear}, {@code TestIncrementAfterDelete} in its variants and {@code
     * TestIncrementAfterBulkClearKeyStringValueInt}: nothing is left of the old value.
     */
    @Test
    void incrementAfterDelete() {
        GoMap<String, Integer> map = map(1);
        map.put("key 1", 99);
        map.remove("key 1");
        assertThat(map.merge("key 2", 1, Integer::sum)).isEqualTo(1);
        map.put("key 1", 99);
        map.clear();
        assertThat(map.merge("key 2", 1, Integer::sum)).isEqualTo(1);
        map.put("key 1", 99);
        map.keySet().removeIf(key -> true);
        assertThat(map.merge("key 2", 1, Integer::sum)).isEqualTo(1);
        map.verify();
    }

    /** {@code TestMapAssignmentNan} and {@code TestMapOperatorAssignmentNan}. */
    @Test
    void mapAssignmentNan() {
        GoMap<Double, Integer> map = doubles(1);
        for (int i = 0; i < 3; i++) {
            map.put(Double.NaN, i);
        }
        assertThat(map).hasSize(3);
        assertThat(map.values()).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(map.get(Double.NaN)).isNull();
        assertThat(map.containsKey(Double.NaN)).isFalse();
        assertThat(map.remove(Double.NaN)).isNull();
        map.merge(Double.NaN, 7, Integer::sum);
        assertThat(map).hasSize(4);
        map.verify();

        GoMap<Double, Integer> java = map(1);
        java.put(Double.NaN, 1);
        java.put(Double.NaN, 2);
        java.put(0.0, 3);
        java.put(-0.0, 4);
        assertThat(java).hasSize(3).containsEntry(Double.NaN, 2);
    }

    /** {@code TestIgnoreBogusMapHint}. */
    @Test
    void ignoreBogusMapHint() {
        for (long hint : new long[] {-1, 1L << 62, Long.MIN_VALUE, Long.MAX_VALUE}) {
            GoMap<Integer, Integer> map = GoMap.builder().expectedSize(hint).build();
            map.put(1, 1);
            assertThat(map.internals().buckets()).hasSize(1);
        }
    }

    /** {@code TestEmptyKeyAndValue}: the nearest to a key without size. */
    @Test
    void emptyKeyAndValue() {
        GoMap<String, String> map = map(1);
        map.put("", "");
        assertThat(map).hasSize(1).containsEntry("", "");
    }

    private static final class Unhashable {
        @Override
        public int hashCode() {
            throw new UnsupportedOperationException("unhashable");
        }
    }

    /** {@code TestEmptyMapWithInterfaceKey}, and {@code fixedbugs/issue23734} and {@code issue19359}. */
    @Test
    void unhashableKeys() {
        GoMap<Object, Integer> map = map(1);
        for (int entries = 0; entries < 20; entries++) {
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> map.get(new Unhashable()));
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> map.remove(new Unhashable()));
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> map.put(new Unhashable(), 1));
            assertThatNullPointerException().isThrownBy(() -> map.get(null));
            assertThatNullPointerException().isThrownBy(() -> map.remove(null));
            assertThatNullPointerException().isThrownBy(() -> map.put(null, 1));
            assertThat(map).hasSize(entries);
            map.put(entries, entries);
            map.verify();
        }
    }

    /** {@code fixedbugs/issue59411}: an iteration ends with clear, in the midst of growth too. */
    @Test
    void clearUnderNanIteration() {
        for (long seed = 0; seed < SEEDS; seed++) {
            GoMap<Double, Integer> map = doubles(seed);
            for (int i = 0; i < 209; i++) {
                map.put(Double.NaN, i);
            }
            assertThat(map.internals().growing()).isTrue();
            GoIterator<Double, Integer> each = map.iterate();
            for (int i = 0; i < 6; i++) {
                assertThat(each.advance()).isTrue();
            }
            map.clear();
            assertThat(each.advance()).isFalse();
            assertThat(map).isEmpty();
            map.verify();
        }
    }

    /** {@code fixedbugs/issue70189}: clear after the map has grown twice under the iteration. */
    @Test
    void clearTwoGrowthsAhead() {
        for (long seed = 0; seed < SEEDS; seed++) {
            GoMap<Double, Integer> map = doubles(seed);
            for (int i = 0; i < 8; i++) {
                map.put(Double.NaN, i);
            }
            GoIterator<Double, Integer> each = map.iterate();
            assertThat(each.advance()).isTrue();
            for (int i = 0; i < 10; i++) {
                map.put((double) i, i);
            }
            assertThat(map.internals().log()).isEqualTo(2);
            map.clear();
            assertThat(each.advance()).isFalse();
            map.verify();
        }
    }

    /** {@code test/clear.go} and {@code test/mapclear.go}. */
    @Test
    void clearEmpties() {
        GoMap<Double, Integer> map = doubles(1);
        map.put(Double.NaN, 1);
        map.put(1.0, 1);
        map.clear();
        assertThat(map).isEmpty();
        assertThat(map.keySet().iterator().hasNext()).isFalse();

        GoMap<Integer, Integer> removed = filled(1, 100);
        int last = -1;
        GoIterator<Integer, Integer> each = removed.iterate();
        while (each.advance()) {
            last = each.key();
            removed.remove(last);
        }
        assertThat(removed).isEmpty();
        assertThat(last).isNotNegative();
        removed.verify();
    }

    /** {@code fixedbugs/issue69110} and {@code issue62203}: a copy of a map that grows, or is over its load. */
    @Test
    void cloneWhileGrowingToTheSameSize() {
        GoMap<Integer, Integer> map = Growth.toTheSameSize(1, true);
        assertThat(map.internals().sameSize()).isTrue();
        boolean overloaded = false;
        for (int key = 1_000_000; map.internals().sameSize(); key++) {
            assertThat(map.copy()).isEqualTo(map);
            map.copy().verify();
            overloaded |= GoTable.exceedsLoad(map.size(), map.internals().log());
            // Chain 0 has been moved by then, so that growth goes on by one chain with each of these.
            key = Growth.keyOf(map, 0, key);
            map.put(key, key);
        }
        assertThat(overloaded).isTrue();
    }

    /** {@code TestCloneLarge}, {@code TestCloneWithDelete} and {@code TestCloneWithMapAssign}. */
    @Test
    void clonesAreIndependent() {
        for (int entries = 0; entries < 300; entries++) {
            GoMap<Integer, Integer> map = filled(entries, entries);
            for (int i = 0; i < entries; i += 3) {
                map.remove(i);
            }
            Map<Integer, Integer> expected = new HashMap<>(map);
            GoMap<Integer, Integer> copy = map.copy();
            assertThat(copy).isEqualTo(expected);
            map.replaceAll((key, value) -> -1);
            map.put(-1, -1);
            assertThat(copy).isEqualTo(expected);
            copy.clear();
            assertThat(map).hasSize(expected.size() + 1);
            copy.verify();
        }
        GoMap<Double, Integer> nans = doubles(1);
        nans.put(Double.NaN, 1);
        nans.put(Double.NaN, 2);
        assertThat(nans.copy().values()).containsExactlyInAnyOrder(1, 2);
    }

    /** {@code TestMapIterNext}: an iteration begins with its first step. */
    @Test
    void mapIterNext() {
        GoMap<Integer, Integer> map = map(1);
        GoIterator<Integer, Integer> each = map.iterate();
        map.put(1, 2);
        assertThat(each.advance()).isTrue();
        assertThat(each.key()).isEqualTo(1);
        assertThat(each.value()).isEqualTo(2);
    }

    /** {@code TestMapIterDelete0} and {@code TestMapIterDelete1}. */
    @Test
    void mapIterDelete() {
        for (long seed = 0; seed < SEEDS; seed++) {
            for (int steps = 0; steps <= 1; steps++) {
                GoMap<Integer, Integer> map = filled(seed, 3);
                GoIterator<Integer, Integer> each = map.iterate();
                for (int i = 0; i < steps; i++) {
                    assertThat(each.advance()).isTrue();
                }
                for (int i = 0; i < 3; i++) {
                    map.remove(i);
                }
                assertThat(each.advance()).isFalse();
            }
        }
    }

    /** {@code TestMapIterSafety} and {@code TestMapIterNilMap}. */
    @Test
    void mapIterSafety() {
        GoMap<Integer, Integer> map = filled(1, 1);
        GoIterator<Integer, Integer> each = map.iterate();
        assertThatIllegalStateException().isThrownBy(each::key).withMessageContaining("advance()");
        assertThatIllegalStateException().isThrownBy(each::value);
        assertThatIllegalStateException().isThrownBy(each::remove);
        assertThat(each.advance()).isTrue();
        assertThat(each.advance()).isFalse();
        assertThatIllegalStateException().isThrownBy(each::advance).withMessageContaining("iterate()");
        assertThatIllegalStateException().isThrownBy(each::key).withMessageContaining("ended");

        assertThat(new GoMap<Integer, Integer>().iterate().advance()).isFalse();
    }

    /** {@code TestMemHashGlobalSeed}: maps without a seed differ. */
    @Test
    void hashesDiffer() {
        assertThat(new GoMap<Integer, Integer>().table().hash(1))
                .isNotEqualTo(new GoMap<Integer, Integer>().table().hash(1));
    }

    /** {@code TestMapRangeNestedCall} of {@code sync.Map}. */
    @Test
    void mapRangeNestedCall() {
        for (long seed = 0; seed < SEEDS; seed++) {
            GoMap<Integer, String> map = map(seed);
            map.put(0, "hello");
            map.put(1, "world");
            map.put(2, "go");
            GoIterator<Integer, String> outer = map.iterate();
            while (outer.advance()) {
                GoIterator<Integer, String> inner = map.iterate();
                while (inner.advance()) {
                    int key = inner.key();
                    map.put(key, "dummy");
                    assertThat(map.remove(key)).isEqualTo("dummy");
                }
            }
            assertThat(map).isEmpty();
            map.verify();
        }
    }

    /** {@code TestHashTrieMapBadHash} and {@code TestHashTrieMapTruncHash}, with removal while iterating. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void badHashes(int mask) {
        GoMap<Colliding, Integer> map = map(1);
        for (int i = 0; i < 300; i++) {
            assertThat(map.put(new Colliding(i, mask), i)).isNull();
        }
        for (int i = 0; i < 300; i++) {
            assertThat(map.get(new Colliding(i, mask))).isEqualTo(i);
            assertThat(map.get(new Colliding(-i - 1, mask))).isNull();
        }
        map.verify();
        GoIterator<Colliding, Integer> each = map.iterate();
        int met = 0;
        while (each.advance()) {
            met++;
            each.remove();
            map.verify();
        }
        assertThat(met).isEqualTo(300);
        assertThat(map).isEmpty();
    }
}
