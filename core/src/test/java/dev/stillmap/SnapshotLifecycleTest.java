package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.scenario.Crew;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Closing, use after close, second handles, and the counters of all that. */
class SnapshotLifecycleTest {
    private final StillMap<Integer, Integer> map = new StillMap<>();

    SnapshotLifecycleTest() {
        for (int i = 0; i < 200; i++) {
            map.put(i, i);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uses")
    void useAfterCloseIsAnError(String name, Consumer<Snapshot<Integer, Integer>> use) {
        Snapshot<Integer, Integer> snapshot = map.snapshot();
        use.accept(snapshot);
        snapshot.close();

        assertThatIllegalStateException().isThrownBy(() -> use.accept(snapshot));
        map.put(1, -1);
        assertThatIllegalStateException().isThrownBy(() -> use.accept(snapshot));
    }

    static Stream<Arguments> uses() {
        return Stream.of(
                use("get", s -> s.get(1)),
                use("get of an absent key", s -> s.get(-1)),
                use("getOrDefault", s -> s.getOrDefault(-1, 1)),
                use("containsKey", s -> s.containsKey(1)),
                use("containsValue", s -> s.containsValue(1)),
                use("size", Snapshot::size),
                use("mappingCount", Snapshot::mappingCount),
                use("isEmpty", Snapshot::isEmpty),
                use("retain", s -> s.retain().close()),
                use("forEach", s -> s.forEach((key, value) -> {})),
                use("equals", s -> s.equals(Map.of(1, 1))),
                use("hashCode", Snapshot::hashCode),
                use("entrySet iterator", s -> s.entrySet().iterator().next()),
                use("keySet iterator", s -> s.keySet().iterator().next()),
                use("values iterator", s -> s.values().iterator().next()),
                use("keySet size", s -> s.keySet().size()),
                use("values contains", s -> s.values().contains(1)),
                use("entrySet contains", s -> s.entrySet().contains(Map.entry(1, 1))),
                use("stream", s -> s.entrySet().stream().count()),
                use("parallel stream", s -> s.keySet().parallelStream().forEach(key -> {})),
                use("spliterator", s -> s.values().spliterator().tryAdvance(value -> {})));
    }

    private static Arguments use(String name, Consumer<Snapshot<Integer, Integer>> use) {
        return Arguments.of(name, use);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("derived")
    void whatWasDerivedBeforeIsClosedToo(String name, Function<Snapshot<Integer, Integer>, Runnable> derive) {
        Snapshot<Integer, Integer> snapshot = map.snapshot();
        Runnable use = derive.apply(snapshot);
        use.run();
        snapshot.close();

        assertThatIllegalStateException().isThrownBy(() -> {
            // What was fetched before the close may still be handed out; the table of 200 entries is more than one
            // bucket.
            for (int i = 0; i < 201; i++) {
                use.run();
            }
        });
    }

    static Stream<Arguments> derived() {
        return Stream.of(
                derived("entrySet", s -> s.entrySet()::size),
                derived("keySet", s -> {
                    var keys = s.keySet();
                    return () -> keys.contains(1);
                }),
                derived("values", s -> {
                    var values = s.values();
                    return () -> values.contains(1);
                }),
                derived("iterator", s -> {
                    var iterator = s.entrySet().iterator();
                    return iterator::next;
                }),
                derived("hasNext of an iterator", s -> {
                    var iterator = s.keySet().iterator();
                    return () -> {
                        if (iterator.hasNext()) {
                            iterator.next();
                        }
                    };
                }),
                derived("spliterator", s -> {
                    var spliterator = s.values().spliterator();
                    return () -> spliterator.tryAdvance(value -> {});
                }),
                derived("iterator of a stream", s -> {
                    var iterator = s.keySet().stream().iterator();
                    return iterator::next;
                }));
    }

    private static Arguments derived(String name, Function<Snapshot<Integer, Integer>, Runnable> derive) {
        return Arguments.of(name, derive);
    }

    @Test
    void aWalkDoesNotSurviveTheClose() {
        for (int size : new int[] {2, 5_000}) {
            StillMap<Integer, Integer> map = new StillMap<>();
            for (int key = 0; key < size; key++) {
                map.put(key, key);
            }
            Snapshot<Integer, Integer> snapshot = map.snapshot();
            assertThatIllegalStateException()
                    .isThrownBy(() -> snapshot.forEach((key, value) -> snapshot.close()))
                    .withMessageContaining("closed");
        }
    }

    @Test
    void mutatorsStayUnsupportedOrClosed() {
        Snapshot<Integer, Integer> snapshot = map.snapshot();
        snapshot.close();

        assertThatThrownBy(() -> snapshot.put(1, 1))
                .isInstanceOfAny(UnsupportedOperationException.class, IllegalStateException.class);
    }

    @Test
    void closingTwiceIsHarmless() {
        Snapshot<Integer, Integer> first = map.snapshot();
        Snapshot<Integer, Integer> second = map.snapshot();
        first.close();
        first.close();

        assertThat(map.stats().snapshots().open()).isEqualTo(1);
        assertThat(second).hasSize(200);
        second.close();
        second.close();
        assertThat(map.stats().snapshots().open()).isZero();
    }

    @Test
    void aRetainedHandleLivesOnItsOwn() {
        Map<Integer, Integer> then = new HashMap<>(map);
        Snapshot<Integer, Integer> first = map.snapshot();
        map.replaceAll((key, value) -> -1);
        Snapshot<Integer, Integer> second = first.retain();
        map.clear();
        first.close();

        assertThat(second).isEqualTo(then).hasSize(200);
        assertThatIllegalStateException().isThrownBy(first::size);
        assertThatIllegalStateException().isThrownBy(first::retain);
        Snapshot<Integer, Integer> third = second.retain();
        second.close();
        assertThat(third).isEqualTo(then);
        third.close();

        assertThat(map.stats().snapshots().retainedBytes()).isZero();
        assertThat(map.stats().snapshots().open()).isZero();
    }

    @Test
    void handlesAreClosedByTheThreadsThatTheyWereMadeFor() throws InterruptedException {
        Map<Integer, Integer> then = new HashMap<>(map);
        AtomicInteger next = new AtomicInteger();
        Crew crew = new Crew();
        try (Snapshot<Integer, Integer> shared = map.snapshot()) {
            for (int t = 0; t < 3; t++) {
                crew.lead("reader", () -> {
                    for (int i = 0; i < 200; i++) {
                        try (Snapshot<Integer, Integer> mine = shared.retain()) {
                            assertThat(mine).isEqualTo(then);
                        }
                    }
                });
            }
            crew.follow("writer", () -> map.put(next.getAndIncrement() % 1_000, -1));
            assertThat(crew.run()).isNull();
        }
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
        assertThat(map.stats().snapshots().open()).isZero();
    }

    @Test
    void countersCountSnapshots() {
        var before = map.stats();
        Snapshot<Integer, Integer> first = map.snapshot();
        map.put(1, -1);
        Snapshot<Integer, Integer> second = map.snapshot();
        map.put(1, -2);

        assertThat(map.stats().snapshots().opened() - before.snapshots().opened())
                .isEqualTo(2);
        assertThat(map.stats().snapshots().open()).isEqualTo(2);
        assertThat(map.stats().snapshots().bucketsCopied() - before.snapshots().bucketsCopied())
                .isEqualTo(2);
        assertThat(map.stats().snapshots().retainedBytes()).isPositive();
        first.close();
        second.close();
        assertThat(map.stats().snapshots().closed() - before.snapshots().closed())
                .isEqualTo(2);
        assertThat(map.stats().snapshots().open()).isZero();
        assertThat(map.stats().snapshots().leaked()).isZero();
        assertThat(map.stats().snapshots().expired()).isZero();
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
    }

    @Test
    void writesWithoutAChangeCopyNothing() {
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            map.putIfAbsent(1, 5);
            map.remove(-1);
            map.remove(1, 5);
            map.replace(-1, 5);
            map.replace(1, 5, 6);
            map.computeIfAbsent(1, key -> 5);
            map.computeIfPresent(-1, (key, value) -> 5);

            assertThat(map.stats().snapshots().bucketsCopied()).isZero();
            assertThat(snapshot).hasSize(200);
        }
    }

    @Test
    void aBucketIsCopiedOncePerSnapshot() {
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            for (int i = 0; i < 100; i++) {
                map.put(1, i);
            }
            assertThat(map.stats().snapshots().bucketsCopied()).isEqualTo(1);
            assertThat(snapshot.get(1)).isEqualTo(1);
        }
        map.put(1, -1);
        assertThat(map.stats().snapshots().bucketsCopied()).isEqualTo(1);
    }
}
