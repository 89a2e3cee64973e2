package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.scenario.Crew;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a snapshot holds, and that it goes on holding it. */
class SnapshotTest {
    private static StillMap<Integer, Integer> numbers(int count) {
        StillMap<Integer, Integer> map = new StillMap<>();
        for (int i = 0; i < count; i++) {
            map.put(i, i);
        }
        return map;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 8, 9, 100, 5_000})
    void holdsWhatWasThere(int count) {
        StillMap<Integer, Integer> map = numbers(count);
        Map<Integer, Integer> then = new HashMap<>(map);
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            map.replaceAll((key, value) -> -1);
            assertThat(snapshot).isEqualTo(then).hasSize(count);
            map.clear();
            assertThat(snapshot).isEqualTo(then).hasSize(count);
            for (int i = -count; i < 2 * count; i++) {
                map.put(i, -2);
            }
            assertThat(snapshot).isEqualTo(then).hasSize(count);
            assertThat(snapshot.mappingCount()).isEqualTo(count);
            assertThat(snapshot.get(count)).isNull();
        }
        map.verify();
    }

    @Test
    void ofAnEmptyMapStaysEmpty() {
        StillMap<Integer, Integer> map = new StillMap<>();
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            map.put(1, 1);

            assertThat(snapshot.isEmpty()).isTrue();
            assertThat(snapshot.size()).isZero();
            assertThat(snapshot.get(1)).isNull();
            assertThat(snapshot.containsKey(1)).isFalse();
            assertThat(snapshot.entrySet().iterator().hasNext()).isFalse();
            assertThat(snapshot).hasToString("{}").isEqualTo(Map.of());
        }
    }

    @Test
    void isAMap() {
        StillMap<Integer, Integer> map = numbers(300);
        Map<Integer, Integer> then = new HashMap<>(map);
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            map.replaceAll((key, value) -> -1);

            assertThat(snapshot).isEqualTo(then).hasSameHashCodeAs(then);
            assertThat(then).isEqualTo(snapshot);
            assertThat(snapshot.keySet()).isEqualTo(then.keySet()).hasSameHashCodeAs(then.keySet());
            assertThat(snapshot.entrySet()).isEqualTo(then.entrySet());
            assertThat(snapshot.values()).containsExactlyInAnyOrderElementsOf(then.values());
            assertThat(snapshot.containsValue(299)).isTrue();
            assertThat(snapshot.containsValue(-1)).isFalse();
            assertThat(snapshot.values().contains(-1)).isFalse();
            assertThat(snapshot.entrySet().contains(Map.entry(1, 1))).isTrue();
            assertThat(snapshot.entrySet().contains(Map.entry(1, -1))).isFalse();
            assertThat(snapshot.keySet().contains(300)).isFalse();
            assertThat(snapshot.getOrDefault(1, 9)).isEqualTo(1);
            assertThat(snapshot.getOrDefault(300, 9)).isEqualTo(9);
            assertThat(new HashMap<>(snapshot)).isEqualTo(then);
            assertThat(new StillMap<>(snapshot)).isEqualTo(then);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutators")
    void cannotBeChanged(String name, Consumer<Map<Integer, Integer>> mutator) {
        try (Snapshot<Integer, Integer> snapshot = numbers(5).snapshot()) {
            assertThatThrownBy(() -> mutator.accept(snapshot)).isInstanceOf(UnsupportedOperationException.class);
            assertThat(snapshot).isEqualTo(numbers(5));
        }
    }

    static Stream<Arguments> mutators() {
        return Stream.of(
                mutator("put", map -> map.put(1, 2)),
                mutator("put of a new key", map -> map.put(10, 2)),
                mutator("putAll", map -> map.putAll(Map.of(1, 2))),
                mutator("putIfAbsent", map -> map.putIfAbsent(10, 2)),
                mutator("remove", map -> map.remove(1)),
                mutator("remove if equal", map -> map.remove(1, 1)),
                mutator("replace", map -> map.replace(1, 2)),
                mutator("replace if equal", map -> map.replace(1, 1, 2)),
                mutator("replaceAll", map -> map.replaceAll((key, value) -> 2)),
                mutator("clear", Map::clear),
                mutator("compute", map -> map.compute(1, (key, value) -> 2)),
                mutator("computeIfAbsent", map -> map.computeIfAbsent(10, key -> 2)),
                mutator("computeIfPresent", map -> map.computeIfPresent(1, (key, value) -> null)),
                mutator("merge", map -> map.merge(1, 2, Integer::sum)),
                mutator("keySet remove", map -> map.keySet().remove(1)),
                mutator("keySet add", map -> map.keySet().add(1)),
                mutator("keySet clear", map -> map.keySet().clear()),
                mutator("keySet removeIf", map -> map.keySet().removeIf(key -> true)),
                mutator("keySet retainAll", map -> map.keySet().retainAll(List.of(1))),
                mutator("values remove", map -> map.values().remove(1)),
                mutator("values clear", map -> map.values().clear()),
                mutator("values removeIf", map -> map.values().removeIf(value -> true)),
                mutator("entrySet remove", map -> map.entrySet().remove(Map.entry(1, 1))),
                mutator("entrySet clear", map -> map.entrySet().clear()),
                mutator("entrySet removeIf", map -> map.entrySet().removeIf(entry -> true)),
                mutator("setValue", map -> map.entrySet().iterator().next().setValue(2)),
                mutator("iterator remove", map -> {
                    var iterator = map.keySet().iterator();
                    iterator.next();
                    iterator.remove();
                }));
    }

    private static Arguments mutator(String name, Consumer<Map<Integer, Integer>> mutator) {
        return Arguments.of(name, mutator);
    }

    @Test
    void severalAtOnceEachHoldTheirInstant() {
        Random random = new Random(Stress.seed());
        StillMap<Integer, Integer> map = new StillMap<>();
        Deque<Snapshot<Integer, Integer>> open = new ArrayDeque<>();
        Deque<Integer> counts = new ArrayDeque<>();
        for (int i = 0; i < 3_000; i++) {
            map.put(i, i);
            if (i % 250 == 7) {
                open.add(map.snapshot());
                counts.add(i + 1);
            }
        }
        List<Runnable> checks = new ArrayList<>();
        while (!open.isEmpty()) {
            Snapshot<Integer, Integer> snapshot = open.remove();
            int count = counts.remove();
            checks.add(() -> {
                try (snapshot) {
                    assertThat(snapshot).isEqualTo(numbers(count)).hasSize(count);
                }
            });
        }
        Collections.shuffle(checks, random);
        for (Runnable check : checks) {
            check.run();
            map.replaceAll((key, value) -> value + 1);
        }

        assertThat(map.stats().snapshots().open()).isZero();
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
        map.verify();
    }

    @Test
    void isReadByManyThreadsWhileTheMapGrowsAThousandfold() throws InterruptedException {
        int small = 60;
        StillMap<Integer, Integer> map = numbers(small);
        AtomicInteger next = new AtomicInteger(small);
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            Crew crew = new Crew();
            crew.lead("grow", () -> {
                while (next.get() < 1_000 * small) {
                    int key = next.getAndIncrement();
                    map.put(key, key);
                    map.put(key % small, -key);
                }
            });
            crew.follow("get", () -> {
                for (int i = 0; i < small; i++) {
                    assertThat(snapshot.get(i)).isEqualTo(i);
                    assertThat(snapshot.containsKey(small + i)).isFalse();
                }
            });
            crew.follow("iterate", () -> assertThat(new HashMap<>(snapshot)).isEqualTo(numbers(small)));
            crew.follow(
                    "stream",
                    () -> assertThat(snapshot.values().parallelStream()
                                    .mapToInt(v -> v)
                                    .sum())
                            .isEqualTo(small * (small - 1) / 2));

            assertThat(crew.run()).isNull();

            assertThat(snapshot).isEqualTo(numbers(small)).hasSize(small);
        }
        assertThat(map).hasSize(next.get());
        map.verify();
    }

    @Test
    void parallelStreamsMeetEachEntryOnce() {
        int count = 40_000;
        StillMap<Integer, Integer> map = numbers(count);
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            map.replaceAll((key, value) -> -1);
            for (int i = count; i < 3 * count; i++) {
                map.put(i, -1);
            }
            long sum = (long) count * (count - 1) / 2;

            assertThat(snapshot.values().parallelStream().mapToLong(v -> v).sum())
                    .isEqualTo(sum);
            assertThat(snapshot.keySet().parallelStream().mapToLong(v -> v).sum())
                    .isEqualTo(sum);
            assertThat(snapshot.entrySet().parallelStream()
                            .mapToLong(entry -> entry.getKey() + entry.getValue())
                            .sum())
                    .isEqualTo(2 * sum);
            assertThat(snapshot.keySet().parallelStream().distinct().count()).isEqualTo(count);
            assertThat(snapshot.keySet().stream().filter(key -> key % 2 == 0).count())
                    .isEqualTo(count / 2);
        }
    }

    @Test
    void scanIsOneConsistentPass() throws InterruptedException {
        StillMap<Integer, Integer> map = numbers(2_000);
        AtomicInteger turn = new AtomicInteger();
        Crew crew = new Crew();
        crew.lead("scan", () -> {
            for (int i = 0; i < 300; i++) {
                Map<Integer, Integer> met = new HashMap<>();
                map.scan((key, value) -> assertThat(met.put(key, value)).isNull());
                // Key by key the writer adds 10,000: the keys that it has passed are exactly the first so many.
                int rounds = met.get(1_999) / 10_000;
                boolean ahead = true;
                for (int key = 0; key < 2_000; key++) {
                    int expected = rounds + (ahead && met.get(key) / 10_000 > rounds ? 1 : 0);
                    ahead = expected > rounds;
                    assertThat(met.get(key)).isEqualTo(key + expected * 10_000);
                }
            }
        });
        crew.follow("write", () -> {
            int key = turn.getAndIncrement() % 2_000;
            map.put(key, map.get(key) + 10_000);
        });

        assertThat(crew.run()).isNull();
        assertThat(map.stats().snapshots().open()).isZero();
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
    }

    @Test
    void aScanThatIsLeftByAnExceptionReleasesItsSnapshot() {
        StillMap<Integer, Integer> map = numbers(100);

        assertThatThrownBy(() -> map.scan((key, value) -> {
                    throw new UnsupportedOperationException();
                }))
                .isInstanceOf(UnsupportedOperationException.class);
        map.replaceAll((key, value) -> -1);

        assertThat(map.stats().snapshots().open()).isZero();
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
    }
}
