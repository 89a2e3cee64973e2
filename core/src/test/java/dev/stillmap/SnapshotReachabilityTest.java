package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Spliterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A snapshot that nobody can reach is released and counted as leaked; one in use never is, however little of it is
 * still held.
 */
class SnapshotReachabilityTest {
    private static final int SIZE = 1_000;
    private static final int COLLECTIONS = 5;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    SnapshotReachabilityTest() {
        for (int i = 0; i < SIZE; i++) {
            map.put(i, i);
        }
    }

    private void changeEverything() {
        map.replaceAll((key, value) -> value + 10 * SIZE);
    }

    private void dropASnapshot() {
        Snapshot<Integer, Integer> dropped = map.snapshot();
        changeEverything();
        assertThat(dropped.get(1)).isLessThan(10 * SIZE);
        assertThat(map.stats().snapshots().retainedBytes()).isPositive();
    }

    @Test
    void aDroppedSnapshotIsFoundReleasedAndCounted() {
        dropASnapshot();

        Await.collectedUntil(
                "the snapshot is found", () -> map.stats().snapshots().leaked() == 1);

        Await.until("it is released", () -> map.stats().snapshots().retainedBytes() == 0);
        assertThat(map.stats().snapshots().open()).isZero();
        map.verify();
    }

    @Test
    void aDroppedIterationIsFound() {
        map.iterate(IterationContract.SNAPSHOT).next();
        changeEverything();

        Await.collectedUntil(
                "the snapshot is found", () -> map.stats().snapshots().open() == 0);

        assertThat(map.stats().snapshots().leaked()).isEqualTo(1);
        Await.until("it is released", () -> map.stats().snapshots().retainedBytes() == 0);
    }

    @Test
    void aDroppedHandleLeavesTheOtherAlone() {
        Map<Integer, Integer> then = new HashMap<>(map);
        Snapshot<Integer, Integer> kept = map.snapshot();
        kept.retain();
        changeEverything();

        Await.collectedUntil(
                "the handle is found", () -> map.stats().snapshots().handlesLeaked() == 1);

        assertThat(kept).isEqualTo(then);
        kept.close();
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
        assertThat(map.stats().snapshots().leaked()).isEqualTo(1);
    }

    @Test
    void aClosedSnapshotIsNoLeak() {
        map.snapshot().close();
        dropASnapshot();

        Await.collectedUntil(
                "the dropped one is found", () -> map.stats().snapshots().open() == 0);

        assertThat(map.stats().snapshots().leaked()).isEqualTo(1);
    }

    /** One step of a use of which the snapshot itself is no longer reachable; the value it met, or null at the end. */
    private interface Use {
        Integer step();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uses")
    void aSnapshotInUseIsNeverReleased(String name, Function<StillMap<Integer, Integer>, Use> begin) throws Exception {
        Use use = begin.apply(map);
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger collections = new AtomicInteger();
        Background<Void> storm = Background.start(() -> {
            while (!done.get()) {
                System.gc();
                collections.incrementAndGet();
            }
            return null;
        });
        int met = 0;
        long sum = 0;
        for (Integer value = use.step(); value != null; value = use.step()) {
            sum += value;
            met++;
            if (met % (SIZE / COLLECTIONS) == 1) {
                changeEverything();
                int next = collections.get() + 2;
                Await.until("a whole collection", () -> collections.get() >= next);
                assertThat(map.stats().snapshots().leaked()).isZero();
            }
        }
        done.set(true);
        storm.await();

        assertThat(met).isEqualTo(SIZE);
        assertThat(sum).isEqualTo((long) SIZE * (SIZE - 1) / 2);
    }

    static Stream<Arguments> uses() {
        return Stream.of(
                use("entry iterator", map -> of(map.snapshot().entrySet().iterator(), Map.Entry::getValue)),
                use("key iterator", map -> of(map.snapshot().keySet().iterator(), key -> key)),
                use("value iterator", map -> of(map.snapshot().values().iterator(), value -> value)),
                use("spliterator", map -> of(map.snapshot().values().spliterator())),
                use("split spliterator", map -> {
                    Spliterator<Integer> rest = map.snapshot().values().spliterator();
                    return both(of(rest.trySplit()), of(rest));
                }),
                use("stream", map -> of(map.snapshot().values().stream().iterator(), value -> value)),
                use("view", map -> {
                    var entries = map.snapshot().entrySet();
                    AtomicInteger next = new AtomicInteger();
                    return () -> {
                        int i = next.getAndIncrement();
                        return i == SIZE ? null : entries.contains(Map.entry(i, i)) ? i : Integer.valueOf(-SIZE);
                    };
                }),
                use("iteration", map -> of(map.iterate(IterationContract.SNAPSHOT), Map.Entry::getValue)));
    }

    private static Arguments use(String name, Function<StillMap<Integer, Integer>, Use> begin) {
        return Arguments.of(name, begin);
    }

    private static <T> Use of(Iterator<T> iterator, Function<T, Integer> value) {
        return () -> iterator.hasNext() ? value.apply(iterator.next()) : null;
    }

    private static Use of(Spliterator<Integer> spliterator) {
        Integer[] met = new Integer[1];
        return () -> {
            met[0] = null;
            spliterator.tryAdvance(value -> met[0] = value);
            return met[0];
        };
    }

    private static Use both(Use first, Use second) {
        return () -> {
            Integer value = first.step();
            return value != null ? value : second.step();
        };
    }

    @Test
    void anEntryOutlivesItsSnapshotsUse() {
        Map.Entry<Integer, Integer> entry = map.snapshot().entrySet().iterator().next();
        int key = entry.getKey();
        changeEverything();
        System.gc();
        changeEverything();

        assertThat(entry.getKey()).isEqualTo(key);
        assertThat(entry.getValue()).isEqualTo(key);
    }

    @Test
    void anIteratorThatIsDroppedEndsItsUse() {
        map.snapshot().values().iterator().next();

        Await.collectedUntil(
                "the snapshot is found", () -> map.stats().snapshots().leaked() == 1);

        assertThat(map.stats().snapshots().open()).isZero();
    }
}
