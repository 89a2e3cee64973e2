package dev.stillmap.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillmap.Await;
import dev.stillmap.Snapshot;
import dev.stillmap.SnapshotRetention;
import dev.stillmap.StillMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MapStatsTest {

    private final StillMap<Integer, Integer> map = new StillMap<>();

    @Test
    void whatWasCountedInBetween() {
        map.put(1, 1);
        map.snapshot().close();
        MapStats before = map.stats();
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            map.put(1, 2);
            assertThat(snapshot).containsEntry(1, 1);
            SnapshotStats between = map.stats().minus(before).snapshots();
            assertThat(between.opened()).isEqualTo(1);
            assertThat(between.closed()).isZero();
            assertThat(between.open()).isEqualTo(1);
            assertThat(between.bucketsCopied()).isEqualTo(1);
            assertThat(between.retainedBytes()).isPositive();
        }
        SnapshotStats between = map.stats().minus(before).snapshots();
        assertThat(between.closed()).isEqualTo(1);
        assertThat(between.open()).isZero();
        assertThat(between.retainedBytes()).isZero();
    }

    /** Each way to add or remove entries, and how many. */
    private record Change(String name, int added, int removed, Consumer<StillMap<Integer, Integer>> make) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** To a map of the keys 0 to 9. */
    static Stream<Change> changes() {
        return Stream.of(
                new Change("put of a new key", 1, 0, m -> m.put(10, 1)),
                new Change("put of a present key", 0, 0, m -> m.put(1, 5)),
                new Change("putIfAbsent", 1, 0, m -> m.putIfAbsent(10, 1)),
                new Change("computeIfAbsent", 1, 0, m -> m.computeIfAbsent(10, key -> 1)),
                new Change("compute that adds", 1, 0, m -> m.compute(10, (key, old) -> 1)),
                new Change("compute that removes", 0, 1, m -> m.compute(1, (key, old) -> null)),
                new Change("merge that adds", 1, 0, m -> m.merge(10, 1, Integer::sum)),
                new Change("merge that removes", 0, 1, m -> m.merge(1, 1, (a, b) -> null)),
                new Change("remove", 0, 1, m -> m.remove(1)),
                new Change("remove of an absent key", 0, 0, m -> m.remove(10)),
                new Change("remove through a view", 0, 4, m -> m.keySet().removeIf(key -> key < 4)),
                new Change("clear", 0, 10, StillMap::clear),
                new Change(
                        "batch",
                        2,
                        1,
                        m -> m.batch().put(10, 1).put(11, 1).put(1, 7).remove(2).commit()),
                new Change("putAll", 3, 0, m -> m.putAll(Map.of(1, 1, 10, 1, 11, 1, 12, 1))));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void entriesAddedAndRemoved(Change change) {
        IntStream.range(0, 10).forEach(key -> map.put(key, key));
        MapStats before = map.stats();
        change.make.accept(map);
        MapStats between = map.stats().minus(before);
        assertThat(between.entriesAdded()).isEqualTo(change.added);
        assertThat(between.entriesRemoved()).isEqualTo(change.removed);
        assertThat(map.stats().entriesAdded() - map.stats().entriesRemoved()).isEqualTo(map.size());
    }

    @Test
    void addedLessRemovedIsTheSizeAfterManyThreadsHaveWritten() throws Exception {
        Thread[] writers = new Thread[4];
        for (int t = 0; t < writers.length; t++) {
            SplittableRandom random = new SplittableRandom(t);
            writers[t] = new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    int key = random.nextInt(500);
                    if (random.nextBoolean()) {
                        map.put(key, i);
                    } else {
                        map.remove(key);
                    }
                }
            });
            writers[t].start();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        MapStats stats = map.stats();
        assertThat(stats.entriesAdded() - stats.entriesRemoved()).isEqualTo(map.mappingCount());
        assertThat(stats.entriesRemoved()).isPositive();
        map.verify();
    }

    @Test
    void aRefusedUpdateIsCounted() {
        map.put(1, 1);
        assertThatIllegalStateException().isThrownBy(() -> map.compute(1, (key, old) -> map.put(1, 2)));
        assertThat(map.stats().recursiveUpdatesRefused()).isEqualTo(1);
        assertThatIllegalStateException()
                .isThrownBy(() -> map.compute(1, (key, old) -> {
                    map.batch().put(2, 2).commit();
                    return old;
                }));
        assertThat(map.stats().recursiveUpdatesRefused()).isEqualTo(2);
    }

    @Test
    void aWaitForAFunctionIsCounted() throws Exception {
        map.put(1, 1);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Thread computer = new Thread(() -> map.compute(1, (key, old) -> {
            inside.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return 2;
        }));
        computer.start();
        inside.await();
        Thread writer = new Thread(() -> map.put(1, 3));
        writer.start();
        Await.waiting(writer);
        assertThat(map.stats().functionWaits()).isEqualTo(WaitStats.NONE);
        mayEnd.countDown();
        writer.join();
        computer.join();
        assertOneWait(map.stats().functionWaits());
    }

    @Test
    void aWaitForMemoryIsCounted() throws Exception {
        StillMap<Integer, Integer> bounded = StillMap.<Integer, Integer>builder()
                .maxRetainedBytes(1)
                .snapshotRetention(SnapshotRetention.WAIT)
                .build();
        IntStream.range(0, 100).forEach(key -> bounded.put(key, key));
        Thread writer;
        try (Snapshot<Integer, Integer> snapshot = bounded.snapshot()) {
            bounded.put(1, 2);
            writer = new Thread(() -> IntStream.range(0, 100).forEach(key -> bounded.put(key, 0)));
            writer.start();
            Await.waiting(writer);
            assertThat(snapshot).containsEntry(1, 1);
        }
        writer.join();
        assertOneWait(bounded.stats().memoryWaits());
    }

    static void assertOneWait(WaitStats waits) {
        assertThat(waits.count()).isEqualTo(1);
        assertThat(waits.nanos()).isPositive();
        assertThat(waits.maxNanos()).isEqualTo(waits.nanos());
    }

    /** Lookups and a writer that changes what they look at, until one of them had to look again. */
    @Test
    void aLookupThatIsBegunAgainIsCounted() throws Exception {
        Thread writer = new Thread(() -> {
            for (int i = 0;
                    map.stats().readRetries() == 0 && !Thread.currentThread().isInterrupted();
                    i++) {
                map.put(1, i);
                map.remove(1);
                map.put(2, i);
                map.remove(2);
            }
        });
        writer.start();
        try {
            Await.until("a lookup is begun again", () -> {
                for (int i = 0; i < 10_000; i++) {
                    map.get(2);
                }
                return map.stats().readRetries() > 0;
            });
        } finally {
            writer.interrupt();
            writer.join();
        }
        map.verify();
    }
}
