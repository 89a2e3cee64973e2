package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where functions, and the {@code equals} of keys and values, meet something else in a {@link StillMap} than in a
 * {@link ConcurrentHashMap}: the rows of docs/migration.md. Numbers below 16 lie in bins of their own in the one, and
 * in one bucket, up to six of them, in the other.
 */
class MigrationComputeTest {
    private final ConcurrentMap<Integer, Integer> theirs = new ConcurrentHashMap<>();
    private final StillMap<Integer, Integer> ours = new StillMap<>();

    private void putBoth(Integer key, Integer value) {
        theirs.put(key, value);
        ours.put(key, value);
    }

    private interface Body {
        void run() throws Exception;
    }

    /** Runs {@code body} while another thread is within a function for {@code key}. */
    private static void duringAFunction(ConcurrentMap<Integer, Integer> map, Integer key, Body body) throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Background<Integer> function = Background.start(() -> map.compute(key, (k, old) -> {
            inside.countDown();
            await(released);
            return 100;
        }));
        inside.await();
        try {
            body.run();
        } finally {
            released.countDown();
        }
        assertThat(function.await()).isEqualTo(100);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void aFunctionThatWritesToAnotherKeyOfASmallMap() {
        assertThat(theirs.computeIfAbsent(1, key -> {
                    theirs.put(2, 20);
                    return 10;
                }))
                .isEqualTo(10);
        assertThat(theirs).isEqualTo(Map.of(1, 10, 2, 20));

        assertThatIllegalStateException()
                .isThrownBy(() -> ours.computeIfAbsent(1, key -> {
                    ours.put(2, 20);
                    return 10;
                }));
        assertThat(ours).isEmpty();
    }

    static Stream<Arguments> writesOfTheSameKey() {
        Map<String, Consumer<ConcurrentMap<Integer, Integer>>> writes = new LinkedHashMap<>();
        writes.put("put", map -> map.put(1, -1));
        writes.put("merge", map -> map.merge(1, -1, Integer::sum));
        writes.put("remove", map -> map.remove(1));
        writes.put("clear", Map::clear);
        return writes.entrySet().stream().map(write -> Arguments.of(write.getKey(), write.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writesOfTheSameKey")
    void aFunctionThatWritesToItsOwnPresentKey(String name, Consumer<ConcurrentMap<Integer, Integer>> write) {
        putBoth(1, 0);
        assertThat(theirs.compute(1, (key, old) -> {
                    write.accept(theirs);
                    return 7;
                }))
                .isEqualTo(7);
        // What was removed meanwhile stays away, though the call returned the new value.
        boolean removed = name.equals("remove") || name.equals("clear");
        assertThat(theirs.get(1)).isEqualTo(removed ? null : Integer.valueOf(7));

        assertThatIllegalStateException()
                .isThrownBy(() -> ours.compute(1, (key, old) -> {
                    write.accept(ours);
                    return 7;
                }));
        assertThat(ours).isEqualTo(Map.of(1, 0));
    }

    @Test
    void aFunctionThatRemovesItsOwnKeyAndReturnsNull() {
        putBoth(1, 0);
        putBoth(2, 0);
        theirs.compute(1, (key, old) -> {
            theirs.remove(1);
            return null;
        });
        assertThat(theirs.size()).isZero();
        assertThat(theirs.keySet().iterator()).toIterable().containsExactly(2);

        assertThatIllegalStateException()
                .isThrownBy(() -> ours.compute(1, (key, old) -> {
                    ours.remove(1);
                    return null;
                }));
        assertThat(ours).hasSize(2);
    }

    @Test
    void aFunctionThatLetsTheMapGrow() {
        for (int key = 0; key < 3; key++) {
            putBoth(key, 1);
        }
        assertThat(theirs.merge(0, 5, (old, value) -> {
                    insert(theirs, 1_000);
                    return 6;
                }))
                .isEqualTo(6);
        assertThat(theirs.get(0)).as("the result went to a table that was left").isEqualTo(1);

        assertThatIllegalStateException()
                .isThrownBy(() -> ours.merge(0, 5, (old, value) -> {
                    insert(ours, 1_000);
                    return 6;
                }));
        StillMap<Integer, Integer> patient = new StillMap<>(Map.of(0, 1));
        patient.merge(0, 5, (old, value) -> {
            for (int key = 1_000; key < 2_000; key++) {
                insertIfAllowed(patient, key);
            }
            return 6;
        });
        assertThat(patient.get(0)).isEqualTo(6);
    }

    private static void insert(ConcurrentMap<Integer, Integer> map, int count) {
        for (int key = 1_000; key < 1_000 + count; key++) {
            map.put(key, key);
        }
    }

    private static void insertIfAllowed(ConcurrentMap<Integer, Integer> map, Integer key) {
        try {
            map.put(key, key);
        } catch (IllegalStateException bucketIsReserved) {
            assertThat(map).doesNotContainKey(key);
        }
    }

    @Test
    void aFunctionThatRemovesItsOwnAbsentKey() {
        assertThatIllegalStateException()
                .isThrownBy(() -> theirs.compute(1, (key, old) -> {
                    theirs.remove(1);
                    return 7;
                }));

        assertThat(ours.compute(1, (key, old) -> {
                    ours.remove(1);
                    return 7;
                }))
                .isEqualTo(7);
        assertThat(ours).isEqualTo(Map.of(1, 7));
    }

    /**
     * The first two threads stay in their deadlock until the JVM ends. Seen red (stuck) with a wait graph that refuses
     * nobody.
     */
    @Test
    void functionsThatWriteToEachOthersKeys() throws Exception {
        putBoth(1, 0);
        putBoth(2, 0);
        List<Background<Integer>> stuck = cross(theirs);
        Await.until("a deadlock", () -> deadlocked(stuck.get(0)) && deadlocked(stuck.get(1)));

        // In maps of their own, because one small map would refuse each of them by itself.
        StillMap<Integer, Integer> large = new StillMap<>(1_000_000);
        large.putAll(ours);
        int refused = 0;
        for (Background<Integer> each : cross(large)) {
            try {
                each.await();
            } catch (IllegalStateException circle) {
                refused++;
            }
        }
        assertThat(refused).isEqualTo(1);
    }

    private static List<Background<Integer>> cross(ConcurrentMap<Integer, Integer> map) {
        CyclicBarrier bothInside = new CyclicBarrier(2);
        List<Background<Integer>> running = new ArrayList<>();
        for (int key = 1; key <= 2; key++) {
            Integer mine = key;
            Integer other = 3 - key;
            running.add(Background.start(() -> map.compute(mine, (k, old) -> {
                await(bothInside);
                map.put(other, -1);
                return 1;
            })));
        }
        return running;
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    private static boolean deadlocked(Background<?> background) {
        long[] found = ManagementFactory.getThreadMXBean().findMonitorDeadlockedThreads();
        return found != null
                && IntStream.range(0, found.length)
                        .anyMatch(i -> found[i] == background.thread().getId());
    }

    static Stream<Arguments> callsThatChangeNothing() {
        Map<String, Consumer<ConcurrentMap<Integer, Integer>>> calls = new LinkedHashMap<>();
        calls.put("putIfAbsent of a present key", map -> map.putIfAbsent(17, -1));
        calls.put("computeIfAbsent of a present key", map -> map.computeIfAbsent(17, key -> -1));
        calls.put("remove of an absent key", map -> map.remove(33));
        calls.put("replace of an absent key", map -> map.replace(33, -1));
        calls.put("computeIfPresent of an absent key", map -> map.computeIfPresent(33, (key, value) -> -1));
        calls.put("remove of another value", map -> map.remove(17, -1));
        calls.put("replace of another value", map -> map.replace(17, -1, -2));
        return calls.entrySet().stream().map(call -> Arguments.of(call.getKey(), call.getValue()));
    }

    /** Seen red (stuck) with the reservation awaited before it is known whether the call changes anything. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("callsThatChangeNothing")
    void callsThatChangeNothingDoNotWaitForAFunction(String name, Consumer<ConcurrentMap<Integer, Integer>> call)
            throws Exception {
        putBoth(1, 0);
        putBoth(17, 0);
        List<Background<Void>> waiting = new ArrayList<>();
        duringAFunction(theirs, 1, () -> {
            waiting.add(Background.start(asTask(call, theirs)));
            Await.waiting(waiting.get(0).thread());
        });
        waiting.get(0).await();

        duringAFunction(ours, 1, () -> Background.start(asTask(call, ours)).await());
    }

    private static Callable<Void> asTask(
            Consumer<ConcurrentMap<Integer, Integer>> call, ConcurrentMap<Integer, Integer> map) {
        return () -> {
            call.accept(map);
            return null;
        };
    }

    /** Seen red with writers that pass reservations. */
    @Test
    void aWriterThatWaitsIsParked() throws Exception {
        putBoth(1, 0);
        assertThat(stateOfAWriter(theirs)).isEqualTo(Thread.State.BLOCKED);
        assertThat(stateOfAWriter(ours)).isEqualTo(Thread.State.WAITING);
    }

    private static Thread.State stateOfAWriter(ConcurrentMap<Integer, Integer> map) throws Exception {
        FutureTask<Integer> write = new FutureTask<>(() -> map.put(1, 2));
        Thread writer = new Thread(write, "writer");
        writer.setDaemon(true);
        List<Thread.State> states = new ArrayList<>();
        duringAFunction(map, 1, () -> {
            writer.start();
            Await.waiting(writer);
            states.add(writer.getState());
        });
        assertThat(write.get(60, TimeUnit.SECONDS)).isEqualTo(100);
        return states.get(0);
    }

    /** Seen red with writers that pass reservations. */
    @Test
    void writersOfOtherKeysOfTheBucketWait() throws Exception {
        for (int key = 0; key < 6; key++) {
            putBoth(key, 0);
        }
        duringAFunction(theirs, 0, () -> {
            for (int key = 1; key < 6; key++) {
                Integer other = key;
                assertThat(Background.start(() -> theirs.put(other, 1)).await()).isZero();
            }
        });

        List<Background<Integer>> waiting = new ArrayList<>();
        duringAFunction(ours, 0, () -> {
            for (int key = 1; key < 6; key++) {
                Integer other = key;
                waiting.add(Background.start(() -> ours.put(other, 1)));
            }
            waiting.forEach(writer -> Await.waiting(writer.thread()));
        });
        for (Background<Integer> writer : waiting) {
            assertThat(writer.await()).isZero();
        }
    }

    /** Seen red (no growth) with moves that leave reserved buckets out. */
    @Test
    void growthDoesNotWaitForAFunction() throws Exception {
        for (int key = 0; key < 1_000; key++) {
            putBoth(key, 0);
        }
        // Odd numbers share no bin with 0: this thread waits only because it has to move that bin.
        List<Background<Void>> inserting = new ArrayList<>();
        duringAFunction(theirs, 0, () -> {
            inserting.add(Background.start(() -> insertOdd(theirs)));
            Await.waiting(inserting.get(0).thread());
        });
        inserting.get(0).await();

        // Those that meet the function's bucket wait in it; with enough threads the others bring about the growth.
        long before = ours.stats().table().growthsCompleted();
        List<Background<Void>> writers = new ArrayList<>();
        duringAFunction(ours, 0, () -> {
            for (int i = 0; i < 40; i++) {
                int first = 1_000 + 500 * i;
                writers.add(Background.start(() -> insertFrom(ours, first)));
            }
            Await.until("growth", () -> ours.stats().table().growthsCompleted() > before);
        });
        for (Background<Void> writer : writers) {
            writer.await();
        }
        assertThat(ours).hasSize(21_000).containsEntry(0, 100);
    }

    private static Void insertOdd(ConcurrentMap<Integer, Integer> map) {
        for (int key = 1_001; key < 100_000; key += 2) {
            map.put(key, key);
        }
        return null;
    }

    private static Void insertFrom(ConcurrentMap<Integer, Integer> map, int first) {
        for (int key = first; key < first + 500; key++) {
            map.put(key, key);
        }
        return null;
    }

    /** Equal to others of its number; says that it is asked, and waits, once it is armed. */
    private static final class SlowKey {
        private final int number;
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch mayAnswer = new CountDownLatch(1);

        SlowKey(int number) {
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            asked.countDown();
            MigrationComputeTest.await(mayAnswer);
            return other instanceof SlowKey key && key.number == number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    @Test
    void equalsOfAKeyBlocksNoOtherWriter() throws Exception {
        ConcurrentMap<Object, Integer> their = new ConcurrentHashMap<>();
        SlowKey asking = new SlowKey(1);
        their.put(new SlowKey(1), 0);
        Background<Integer> slow = Background.start(() -> their.put(asking, 1));
        asking.asked.await();
        Background<Integer> other = Background.start(() -> their.put(17, 1));
        Await.waiting(other.thread());
        assertThat(other.thread().getState()).isEqualTo(Thread.State.BLOCKED);
        asking.mayAnswer.countDown();
        assertThat(slow.await()).isZero();
        assertThat(other.await()).isNull();

        StillMap<Object, Integer> our = new StillMap<>();
        SlowKey asked = new SlowKey(1);
        our.put(new SlowKey(1), 0);
        Background<Integer> slowHere = Background.start(() -> our.put(asked, 1));
        asked.asked.await();
        assertThat(Background.start(() -> our.put(17, 1)).await()).isNull();
        asked.mayAnswer.countDown();
        assertThat(slowHere.await()).isZero();
    }

    /** Seen red with a replacement that commits whatever the value is by then. */
    @Test
    void equalsOfAValueIsAskedAgainWhenTheValueChanged() throws Exception {
        AtomicInteger questions = new AtomicInteger();
        ConcurrentMap<Integer, Object> their = new ConcurrentHashMap<>(Map.of(1, "old"));
        List<Background<Object>> writer = new ArrayList<>();
        assertThat(their.replace(
                        1,
                        new Answer(() -> {
                            questions.incrementAndGet();
                            writer.add(Background.start(() -> their.put(1, "other")));
                            Await.waiting(writer.get(0).thread());
                        }),
                        "new"))
                .isTrue();
        assertThat(questions).hasValue(1);
        assertThat(writer.get(0).await()).isEqualTo("new");

        questions.set(0);
        StillMap<Integer, Object> our = new StillMap<>(Map.of(1, "old"));
        assertThat(our.replace(
                        1,
                        new Answer(() -> {
                            if (questions.incrementAndGet() == 1) {
                                our.put(1, "other");
                            }
                        }),
                        "new"))
                .isFalse();
        assertThat(questions).hasValue(2);
        assertThat(our.get(1)).isEqualTo("other");
    }

    /** Equal to "old"; does something whenever it is asked. */
    private static final class Answer {
        private final Runnable whenAsked;

        Answer(Runnable whenAsked) {
            this.whenAsked = whenAsked;
        }

        @Override
        public boolean equals(Object other) {
            whenAsked.run();
            return "old".equals(other);
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }
}
