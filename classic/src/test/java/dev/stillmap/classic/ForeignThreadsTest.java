package dev.stillmap.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Iterator;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two threads in one map, in an order that barriers decide. The three kinds of {@code TestConcurrentMapWrites}, {@code
 * TestConcurrentMapReadWrite} and {@code TestConcurrentMapIterateWrite} of Go. Each was seen red with its check taken
 * out of {@link AccessGuard}.
 */
class ForeignThreadsTest {

    private static final String ITERATION = "concurrent map iteration and map write";

    private static final String READ = "concurrent map read and map write";

    private static final String WRITES = "concurrent map writes";

    enum Write {
        PUT(map -> map.put(100, 1)),
        UPDATE(map -> map.put(1, 7)),
        REMOVE(map -> map.remove(1)),
        REMOVE_ABSENT(map -> map.remove(-1)),
        CLEAR(GoMap::clear);

        final Consumer<GoMap<Object, Integer>> change;

        Write(Consumer<GoMap<Object, Integer>> change) {
            this.change = change;
        }
    }

    /** A key whose first comparison meets another thread twice. */
    private static final class Slow {

        private final CyclicBarrier barrier = new CyclicBarrier(2);

        private final AtomicBoolean met = new AtomicBoolean();

        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            meet();
            return other == this;
        }

        void meet() {
            if (met.compareAndSet(false, true)) {
                await();
                await();
            }
        }

        void await() {
            try {
                barrier.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new AssertionError(e);
            }
        }
    }

    private final ExecutorService other = Executors.newSingleThreadExecutor();

    private final GoMap<Object, Integer> map = GoMap.builder().seed(1).build();

    ForeignThreadsTest() {
        for (int i = 0; i < 5; i++) {
            map.put(i, i);
        }
    }

    @AfterEach
    void stop() {
        other.shutdown();
    }

    private <T> T elsewhere(Callable<T> action) throws Exception {
        return other.submit(action).get();
    }

    private static void assertRaised(String message, Runnable action) {
        assertThatExceptionOfType(ConcurrentMapAccessException.class)
                .isThrownBy(action::run)
                .withMessage(message);
    }

    @ParameterizedTest
    @EnumSource
    void anIterationNoticesAWriteOfAnotherThread(Write write) throws Exception {
        GoIterator<Object, Integer> each = map.iterate();
        each.advance();
        elsewhere(() -> {
            write.change.accept(map);
            return null;
        });
        assertRaised(ITERATION, each::advance);
        assertRaised(ITERATION, each::advance);
    }

    @ParameterizedTest
    @EnumSource
    void itsOwnWritesAreNoneOfThese(Write write) {
        GoIterator<Object, Integer> each = map.iterate();
        while (each.advance()) {
            write.change.accept(map);
        }
        map.verify();
    }

    @Test
    void itsOwnWritesHideNoneOfAnother() throws Exception {
        GoIterator<Object, Integer> each = map.iterate();
        each.advance();
        elsewhere(() -> map.put(100, 1));
        map.put(101, 1);
        assertRaised(ITERATION, each::advance);
    }

    @Test
    void aWriteOfAnotherBeforeTheFirstStepIsNoMatter() throws Exception {
        GoIterator<Object, Integer> each = map.iterate();
        elsewhere(() -> map.put(100, 1));
        while (each.advance()) {
            map.put(1, 1);
        }
        elsewhere(() -> map.put(101, 1));
        each.close();
        assertThat(map).hasSize(7);
    }

    @Test
    void javaIteratorsNoticeToo() throws Exception {
        Iterator<Object> keys = map.keySet().iterator();
        keys.next();
        elsewhere(() -> map.put(100, 1));
        assertRaised(ITERATION, keys::hasNext);
        assertRaised(ITERATION, keys::next);
    }

    @Test
    void anIterationThatWasGivenUpHarmsNobody() throws Exception {
        GoIterator<Object, Integer> abandoned = map.iterate();
        abandoned.advance();
        elsewhere(() -> map.put(100, 1));
        map.put(101, 1);
        elsewhere(() -> map.remove(101));
        assertThat(map).hasSize(6);
        try (GoIterator<Object, Integer> closed = map.iterate()) {
            closed.advance();
            elsewhere(() -> map.put(102, 1));
        }
        map.verify();
    }

    @Test
    void severalThreadsMayIterate() throws Exception {
        GoIterator<Object, Integer> each = map.iterate();
        each.advance();
        int met = elsewhere(() -> {
            int entries = 0;
            for (Object key : map.keySet()) {
                entries += map.containsKey(key) ? 1 : 0;
            }
            return entries;
        });
        assertThat(met).isEqualTo(5);
        assertThat(each.advance()).isTrue();
    }

    /** An iteration may be handed on between two steps. */
    @Test
    void anIterationMayBeHandedOn() throws Exception {
        GoIterator<Object, Integer> each = map.iterate();
        each.advance();
        map.put(1, 1);
        assertThat(elsewhere(each::advance)).isTrue();
    }

    /** Runs {@code slow} elsewhere up to the comparison of keys, then {@code here}, then lets it go on. */
    private Future<?> overlap(Consumer<Slow> slow, Runnable here) {
        Slow key = new Slow();
        Future<?> future = other.submit(() -> slow.accept(key));
        key.await();
        here.run();
        key.await();
        return future;
    }

    private static void assertFailed(String message, Future<?> future) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(future::get)
                .havingCause()
                .isInstanceOf(ConcurrentMapAccessException.class)
                .withMessage(message);
    }

    /** A key that every slow one is compared with. */
    private void putNeighbour() {
        map.clear();
        map.put(
                new Object() {
                    @Override
                    public int hashCode() {
                        return 1;
                    }
                },
                1);
    }

    @Test
    void aWriteThatOverlapsAWriteFails() throws Exception {
        putNeighbour();
        Future<?> first = overlap(key -> map.put(key, 1), () -> {
            assertRaised(WRITES, () -> map.put(7, 7));
            assertRaised(WRITES, () -> map.remove(7));
            assertRaised(WRITES, map::clear);
        });
        first.get();
        assertThat(map).hasSize(2).doesNotContainKey(7);
        map.verify();
    }

    @Test
    void aReadThatOverlapsAWriteFails() throws Exception {
        putNeighbour();
        overlap(key -> map.put(key, 1), () -> {
                    assertRaised(READ, () -> map.get(7));
                    assertRaised(READ, () -> map.containsKey(7));
                    assertRaised(ITERATION, () -> map.iterate().advance());
                })
                .get();
    }

    @Test
    void aReadUnderWhichAnotherThreadWritesFails() {
        putNeighbour();
        assertFailed(READ, overlap(map::get, () -> map.put(7, 7)));
    }

    @Test
    void aStepUnderWhichAnotherThreadWritesFails() throws Exception {
        var armed = new AtomicReference<Slow>();
        map.clear();
        map.put(
                new Object() {
                    @Override
                    public int hashCode() {
                        if (armed.get() != null) {
                            armed.get().meet();
                        }
                        return 1;
                    }
                },
                1);
        map.put(2, 2);
        GoIterator<Object, Integer> each = map.iterate(GoOrder.ascending());
        assertThat(each.peek()).isTrue();
        // The array that is iterated has been replaced then, and the step has to look its key up.
        for (int i = 10; i < 30 || map.internals().growing(); i++) {
            map.put(i, i);
        }
        armed.set(new Slow());
        Future<?> step = other.submit(() -> each.advance());
        armed.get().await();
        map.put(2, 3);
        armed.get().await();
        assertFailed(ITERATION, step);
    }

    @Test
    void aKeyThatUsesTheMapWhileItIsComparedFails() {
        putNeighbour();
        Object recursive = new Object() {
            @Override
            public int hashCode() {
                return 1;
            }

            @Override
            public boolean equals(Object any) {
                map.put(8, 8);
                return false;
            }
        };
        assertRaised(WRITES, () -> map.put(recursive, 1));
        map.put(9, 9);
        assertThat(map).hasSize(2);
        map.verify();
    }
}
