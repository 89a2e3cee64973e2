package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Functions that update the map they are called by: refused where they would wait for themselves, also around several
 * threads and maps; never a hang.
 */
class RecursiveUpdateTest {
    /** A call of {@code map} on {@code key} that runs {@code inner} within its function, which then returns 7. */
    private interface Outer {
        Integer call(StillMap<String, Integer> map, String key, Runnable inner);
    }

    private static final Map<String, Outer> OUTER = Map.of(
            "compute", (map, key, inner) -> map.compute(key, (k, v) -> seven(inner)),
            "computeIfAbsent", (map, key, inner) -> map.computeIfAbsent(key, k -> seven(inner)),
            "computeIfPresent", (map, key, inner) -> map.computeIfPresent(key, (k, v) -> seven(inner)),
            "merge", (map, key, inner) -> map.merge(key, 1, (old, v) -> seven(inner)));

    private static Integer seven(Runnable inner) {
        inner.run();
        return 7;
    }

    private static Map<String, Consumer<StillMap<String, Integer>>> inner(String key) {
        Map<String, Consumer<StillMap<String, Integer>>> inner = new LinkedHashMap<>();
        inner.put("put", map -> map.put(key, 9));
        inner.put("putIfAbsent", map -> map.putIfAbsent(key, 9));
        inner.put("remove", map -> map.remove(key));
        inner.put("remove if equal", map -> map.remove(key, 1));
        inner.put("replace", map -> map.replace(key, 9));
        inner.put("replace if equal", map -> map.replace(key, 1, 9));
        inner.put("compute", map -> map.compute(key, (k, v) -> 9));
        inner.put("computeIfAbsent", map -> map.computeIfAbsent(key, k -> 9));
        inner.put("computeIfPresent", map -> map.computeIfPresent(key, (k, v) -> 9));
        inner.put("merge", map -> map.merge(key, 9, Integer::sum));
        return inner;
    }

    static Stream<Arguments> pairs() {
        return OUTER.keySet().stream()
                .sorted()
                .flatMap(outer -> inner("a").keySet().stream().map(inner -> Arguments.of(outer, inner)));
    }

    private static StillMap<String, Integer> mapFor(String outer) {
        return outer.equals("computeIfAbsent") ? new StillMap<>() : new StillMap<>(Map.of("a", 1));
    }

    /** Whether the inner call would change the map; one that would not may also return what it found. */
    private static boolean changes(String outer, String inner) {
        StillMap<String, Integer> map = mapFor(outer);
        inner("a").get(inner).accept(map);
        return !map.equals(mapFor(outer));
    }

    static Stream<Arguments> changingPairs() {
        return pairs().filter(pair -> changes((String) pair.get()[0], (String) pair.get()[1]));
    }

    static Stream<Arguments> idlePairs() {
        return pairs().filter(pair -> !changes((String) pair.get()[0], (String) pair.get()[1]));
    }

    @ParameterizedTest(name = "{1} within {0}")
    @MethodSource("changingPairs")
    void updatingTheSameKeyIsRefused(String outer, String inner) throws Exception {
        StillMap<String, Integer> map = mapFor(outer);
        Map<String, Integer> before = Map.copyOf(map);

        assertThatIllegalStateException()
                .isThrownBy(() -> OUTER.get(outer)
                        .call(map, "a", () -> inner("a").get(inner).accept(map)));

        assertThat(map).isEqualTo(before);
        map.verify();
        Background.start(() -> map.put("a", 2)).await();
        assertThat(map).isEqualTo(Map.of("a", 2));
    }

    @ParameterizedTest(name = "{1} within {0}")
    @MethodSource("idlePairs")
    void anUpdateOfTheSameKeyThatChangesNothingMayReturn(String outer, String inner) throws Exception {
        StillMap<String, Integer> map = mapFor(outer);
        Map<String, Integer> before = Map.copyOf(map);

        Integer result = OUTER.get(outer).call(map, "a", () -> {
            try {
                inner("a").get(inner).accept(map);
            } catch (IllegalStateException recursion) {
                assertThat(recursion).isExactlyInstanceOf(IllegalStateException.class);
            }
            assertThat(map).isEqualTo(before);
        });

        assertThat(result).isEqualTo(7);
        assertThat(map).isEqualTo(Map.of("a", 7));
        map.verify();
    }

    @ParameterizedTest(name = "{1} within {0}")
    @MethodSource("changingPairs")
    void aFunctionMaySurviveTheRefusal(String outer, String inner) throws Exception {
        StillMap<String, Integer> map = mapFor(outer);

        Integer result = OUTER.get(outer)
                .call(
                        map,
                        "a",
                        () -> assertThatIllegalStateException()
                                .isThrownBy(() -> inner("a").get(inner).accept(map)));

        assertThat(result).isEqualTo(7);
        assertThat(map).isEqualTo(Map.of("a", 7));
        Background.start(() -> map.remove("a")).await();
        assertThat(map).isEmpty();
        map.verify();
    }

    @ParameterizedTest(name = "{1} within {0}")
    @MethodSource("pairs")
    void updatingAnotherKeyWorksOrIsRefused(String outer, String inner) throws Exception {
        for (int other = 0; other < 15; other++) {
            String key = "other " + other;
            for (int expectedSize : new int[] {0, 500}) {
                StillMap<String, Integer> map = new StillMap<>(expectedSize);
                map.putAll(mapFor(outer));
                map.put(key, 1);
                List<String> refused = new ArrayList<>();

                Integer result = Background.start(() -> OUTER.get(outer).call(map, "a", () -> {
                            try {
                                inner(key).get(inner).accept(map);
                            } catch (IllegalStateException recursion) {
                                refused.add(key);
                            }
                        }))
                        .await();

                assertThat(result).isEqualTo(7);
                assertThat(map.get("a")).isEqualTo(7);
                StillMap<String, Integer> alone = new StillMap<>(Map.of(key, 1));
                inner(key).get(inner).accept(alone);
                assertThat(map.get(key)).isEqualTo(refused.isEmpty() ? alone.get(key) : Integer.valueOf(1));
                map.verify();
            }
        }
    }

    @Test
    void aFunctionMayReadEverything() {
        StillMap<String, Integer> map = new StillMap<>();
        for (int i = 0; i < 500; i++) {
            map.put("k" + i, i);
        }
        Map<String, Integer> before = Map.copyOf(map);

        map.compute("k7", (key, value) -> {
            assertThat(map.get("k7")).isEqualTo(7);
            assertThat(map.containsKey("absent")).isFalse();
            assertThat(map).isEqualTo(before).hasSize(500);
            try (Snapshot<String, Integer> snapshot = map.snapshot()) {
                assertThat(snapshot).isEqualTo(before).hasSize(500);
            }
            return -1;
        });

        assertThat(map.get("k7")).isEqualTo(-1);
    }

    @Test
    void aFunctionMayGrowTheMapAsFarAsItIsNotRefused() throws Exception {
        StillMap<Integer, Integer> map = new StillMap<>(1_000);
        List<Integer> inserted = new ArrayList<>();

        Background.start(() -> map.compute(-1, (key, value) -> {
                    for (int i = 0; i < 10_000; i++) {
                        try {
                            map.put(i, i);
                            inserted.add(i);
                        } catch (IllegalStateException recursion) {
                            assertThat(map.get(i)).isNull();
                        }
                    }
                    return 1;
                }))
                .await();

        assertThat(inserted).hasSizeGreaterThan(9_000);
        assertThat(map)
                .hasSize(inserted.size() + 1)
                .containsEntry(-1, 1)
                .containsKeys(inserted.toArray(Integer[]::new));
        map.verify();
    }

    /** Threads 0 to n-1, each updating the next one's key from within its own function. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void aRingOfWaitingFunctionsIsBroken(int threads) throws Exception {
        StillMap<String, Integer> one = new StillMap<>(1_000_000);
        StillMap<String, Integer> two = new StillMap<>(1_000_000);
        CyclicBarrier allInside = new CyclicBarrier(threads);
        List<Background<Boolean>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            StillMap<String, Integer> mine = i % 2 == 0 ? one : two;
            StillMap<String, Integer> next = (i + 1) % threads % 2 == 0 ? one : two;
            String myKey = "key " + i;
            String nextKey = "key " + (i + 1) % threads;
            running.add(Background.start(() -> {
                try {
                    mine.compute(myKey, (key, value) -> {
                        await(allInside);
                        next.put(nextKey, 2);
                        return 1;
                    });
                    return true;
                } catch (IllegalStateException refused) {
                    return false;
                }
            }));
        }

        int refused = 0;
        for (Background<Boolean> each : running) {
            refused += each.await() ? 0 : 1;
        }

        assertThat(refused).isEqualTo(1);
        one.verify();
        two.verify();
        assertThat(one.size() + two.size()).isEqualTo(threads);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }
}
