package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contracts LIVE and SNAPSHOT, for a loop that changes the map it runs over. */
class IterationTest {
    private static StillMap<Integer, Integer> numbers(int count) {
        StillMap<Integer, Integer> map = new StillMap<>();
        for (int i = 0; i < count; i++) {
            map.put(i, i);
        }
        return map;
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 8, 9, 60, 3_000})
    void liveMeetsStayingKeysOnceAcrossAnyGrowth(int count) {
        StillMap<Integer, Integer> map = numbers(count);
        List<Integer> staying = new ArrayList<>();
        List<Integer> coming = new ArrayList<>();
        int next = count;
        try (Iteration<Integer, Integer> iteration = map.iterate(IterationContract.LIVE)) {
            while (iteration.hasNext()) {
                int key = iteration.next().getKey();
                (key < count ? staying : coming).add(key);
                for (int i = 0; i < 50 && next < 30_000; i++) {
                    map.put(next, next);
                    next++;
                }
            }
        }

        assertThat(staying).containsExactlyInAnyOrderElementsOf(upTo(count));
        assertThat(coming).doesNotHaveDuplicates();
        map.verify();
    }

    @Test
    void liveMeetsStayingKeysOnceWhileTheMapShrinks() {
        StillMap<Integer, Integer> map = numbers(20_000);
        List<Integer> met = new ArrayList<>();
        int removed = 1_000;
        for (Integer key : map.keySet()) {
            met.add(key);
            for (int i = 0; i < 20 && removed < 20_000; i++) {
                map.remove(removed++);
            }
            if (met.size() % 100 == 0) {
                map.trimToSize();
            }
        }

        assertThat(met).doesNotHaveDuplicates().containsAll(upTo(1_000));
        assertThat(map.keySet()).containsExactlyInAnyOrderElementsOf(upTo(1_000));
        map.verify();
    }

    @Test
    void liveMeetsNoKeyThatWasRemovedLongBefore() {
        StillMap<Integer, Integer> map = numbers(5_000);
        Iterator<Integer> iterator = map.keySet().iterator();
        iterator.next();
        map.clear();

        List<Integer> rest = new ArrayList<>();
        iterator.forEachRemaining(rest::add);

        // What had been fetched with the first key may still come.
        assertThat(rest).hasSizeLessThan(100);
    }

    @Test
    void liveMeetsValuesAsTheyAreWhenReached() {
        StillMap<Integer, Integer> map = numbers(5_000);
        Iterator<Map.Entry<Integer, Integer>> iterator = map.entrySet().iterator();
        iterator.next();
        map.replaceAll((key, value) -> -1);

        List<Integer> rest = new ArrayList<>();
        iterator.forEachRemaining(entry -> rest.add(entry.getValue()));

        assertThat(rest).hasSize(4_999);
        assertThat(rest.stream().filter(value -> value != -1)).hasSizeLessThan(100);
    }

    @Test
    void iteratorsRemoveByKey() {
        StillMap<Integer, Integer> map = numbers(1_000);
        for (Iterator<Integer> keys = map.keySet().iterator(); keys.hasNext(); ) {
            int key = keys.next();
            map.put(key, -1);
            if (key % 2 == 0) {
                keys.remove();
            }
        }
        assertThat(map).hasSize(500).doesNotContainKeys(0, 2, 998);

        for (Iterator<Integer> values = map.values().iterator(); values.hasNext(); ) {
            values.next();
            values.remove();
        }
        assertThat(map).isEmpty();
        map.verify();
    }

    @Test
    void removeNeedsAnEntry() {
        Iterator<Map.Entry<Integer, Integer>> iterator = numbers(3).entrySet().iterator();
        assertThatIllegalStateException().isThrownBy(iterator::remove);
        iterator.next();
        iterator.remove();
        assertThatIllegalStateException().isThrownBy(iterator::remove);
    }

    @Test
    void iteratorsEnd() {
        StillMap<Integer, Integer> map = numbers(20);
        for (Iterator<?> iterator : List.of(
                map.keySet().iterator(),
                map.values().iterator(),
                map.entrySet().iterator(),
                map.iterate(IterationContract.LIVE),
                map.iterate(IterationContract.SNAPSHOT))) {
            for (int i = 0; i < 20; i++) {
                assertThat(iterator.hasNext()).isTrue();
                iterator.next();
            }
            assertThat(iterator.hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
            assertThat(iterator.hasNext()).isFalse();
        }
    }

    @Test
    void nextNeedsNoHasNext() {
        Iterator<Integer> keys = numbers(300).keySet().iterator();
        Set<Integer> met = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            met.add(keys.next());
        }
        assertThat(met).hasSize(300);
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(keys::next);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FAIL_FAST")
    void tryRemoveRemovesWhatIsUnchanged(IterationContract contract) {
        StillMap<Integer, Integer> map = numbers(1_000);
        int removed = 0;
        try (Iteration<Integer, Integer> iteration = map.iterate(contract)) {
            while (iteration.hasNext()) {
                int key = iteration.next().getKey();
                switch (key % 3) {
                    case 0 -> {
                        assertThat(iteration.tryRemove()).isTrue();
                        removed++;
                    }
                    case 1 -> {
                        map.put(key, -1);
                        assertThat(iteration.tryRemove()).isFalse();
                    }
                    default -> {
                        map.remove(key);
                        removed++;
                        assertThat(iteration.tryRemove()).isFalse();
                    }
                }
            }
        }
        assertThat(map).hasSize(1_000 - removed).hasSize(333);
        assertThat(map.values()).containsOnly(-1);
        map.verify();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FAIL_FAST")
    void removeLeavesWhatHasChanged(IterationContract contract) {
        StillMap<Integer, Integer> map = numbers(2);
        try (Iteration<Integer, Integer> iteration = map.iterate(contract)) {
            map.put(iteration.next().getKey(), -1);
            iteration.remove();
            iteration.next();
            iteration.remove();
            assertThatIllegalStateException().isThrownBy(iteration::remove);
        }
        assertThat(map).hasSize(1).containsValue(-1);
    }

    @ParameterizedTest
    @EnumSource
    void aClosedIterationIsClosed(IterationContract contract) {
        Iteration<Integer, Integer> iteration = numbers(100).iterate(contract);
        assertThat(iteration.contract()).isEqualTo(contract);
        assertThatIllegalStateException().isThrownBy(iteration::tryRemove);
        iteration.next();
        iteration.close();
        iteration.close();

        assertThatIllegalStateException().isThrownBy(iteration::hasNext);
        assertThatIllegalStateException().isThrownBy(iteration::next);
        assertThatIllegalStateException().isThrownBy(iteration::remove);
        assertThatIllegalStateException().isThrownBy(iteration::tryRemove);
        assertThatIllegalStateException().isThrownBy(iteration::contract);
    }

    @Test
    void snapshotMeetsExactlyTheEntriesOfItsInstant() {
        StillMap<Integer, Integer> map = numbers(2_000);
        Map<Integer, Integer> then = new HashMap<>(map);
        Map<Integer, Integer> met = new HashMap<>();
        try (Iteration<Integer, Integer> iteration = map.iterate(IterationContract.SNAPSHOT)) {
            map.remove(0);
            map.put(2_000, 1);
            map.replaceAll((key, value) -> -1);
            while (iteration.hasNext()) {
                Map.Entry<Integer, Integer> entry = iteration.next();
                assertThat(met.put(entry.getKey(), entry.getValue())).isNull();
                map.put(2_000 + met.size() * 7, 0);
                map.remove(met.size());
                assertThatThrownBy(() -> entry.setValue(1)).isInstanceOf(UnsupportedOperationException.class);
            }
        }
        assertThat(met).isEqualTo(then);
        assertThat(map.stats().snapshots().open()).isZero();
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
    }

    @Test
    void anIterationAtItsEndHasReleasedItsSnapshot() {
        StillMap<Integer, Integer> map = numbers(100);
        Iteration<Integer, Integer> iteration = map.iterate(IterationContract.SNAPSHOT);
        assertThat(map.stats().snapshots().open()).isEqualTo(1);
        iteration.forEachRemaining(entry -> {});

        assertThat(map.stats().snapshots().open()).isZero();
        assertThat(iteration.hasNext()).isFalse();
        iteration.close();
        assertThat(map.stats().snapshots().leaked()).isZero();
    }
}
