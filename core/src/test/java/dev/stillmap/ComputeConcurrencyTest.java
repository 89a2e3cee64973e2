package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.scenario.Crew;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Functions and other threads: each is called once, updates of a key add up, and while a function runs only writers of
 * its bucket wait.
 */
class ComputeConcurrencyTest {
    private enum Increment {
        COMPUTE {
            @Override
            void apply(StillMap<Integer, Integer> map, Integer key) {
                map.compute(key, (k, old) -> old == null ? 1 : old + 1);
            }
        },
        COMPUTE_IF_PRESENT {
            @Override
            void apply(StillMap<Integer, Integer> map, Integer key) {
                map.computeIfAbsent(key, k -> 0);
                map.computeIfPresent(key, (k, old) -> old + 1);
            }
        },
        MERGE {
            @Override
            void apply(StillMap<Integer, Integer> map, Integer key) {
                map.merge(key, 1, Integer::sum);
            }
        },
        REPLACE {
            @Override
            void apply(StillMap<Integer, Integer> map, Integer key) {
                map.putIfAbsent(key, 0);
                Integer old;
                do {
                    old = map.get(key);
                } while (!map.replace(key, old, old + 1));
            }
        },
        REMOVE_AND_PUT {
            @Override
            void apply(StillMap<Integer, Integer> map, Integer key) {
                for (int add = 1; add > 0; ) {
                    Integer taken = map.remove(key);
                    add += taken == null ? 0 : taken;
                    if (map.putIfAbsent(key, add) == null) {
                        add = 0;
                    }
                }
            }
        };

        abstract void apply(StillMap<Integer, Integer> map, Integer key);
    }

    @ParameterizedTest
    @EnumSource
    void incrementsAddUp(Increment increment) throws InterruptedException {
        int threads = 4;
        int each = 6_000;
        StillMap<Integer, Integer> map = new StillMap<>();
        Crew crew = new Crew();
        for (int t = 0; t < threads; t++) {
            crew.lead("increment", () -> {
                for (int i = 0; i < each; i++) {
                    increment.apply(map, i % 5);
                }
            });
        }
        AtomicInteger next = new AtomicInteger(1_000);
        crew.follow("grow", () -> map.put(next.getAndIncrement() % 50_000 + 1_000, 0));
        crew.follow("snapshot", () -> map.scan((key, value) -> assertThat(value).isNotNegative()));

        assertThat(crew.run()).isNull();

        for (int key = 0; key < 5; key++) {
            assertThat(map.get(key)).isEqualTo(threads * each / 5);
        }
        map.verify();
    }

    @Test
    void oneOfManyThreadsComputesAnAbsentValue() throws Exception {
        int threads = 6;
        for (int round = 0; round < 300; round++) {
            StillMap<String, Object> map = new StillMap<>();
            CyclicBarrier start = new CyclicBarrier(threads);
            AtomicInteger calls = new AtomicInteger();
            List<Background<Object>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                running.add(Background.start(() -> {
                    start.await();
                    return map.computeIfAbsent("a", key -> {
                        calls.incrementAndGet();
                        Thread.yield();
                        return new Object();
                    });
                }));
            }
            for (Background<Object> each : running) {
                assertThat(each.await()).isSameAs(map.get("a"));
            }
            assertThat(calls).hasValue(1);
        }
    }

    /** A function that runs until it is released. */
    private static final class Held implements AutoCloseable {
        private final CountDownLatch inside = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final Background<Integer> running;

        Held(StillMap<Integer, Integer> map, Integer key, RuntimeException thrown) throws InterruptedException {
            running = Background.start(() -> map.compute(key, (k, old) -> {
                inside.countDown();
                awaitRelease();
                if (thrown != null) {
                    throw thrown;
                }
                return old == null ? 100 : old + 100;
            }));
            inside.await();
        }

        private void awaitRelease() {
            try {
                released.await();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }

        Integer release() throws Exception {
            released.countDown();
            return running.await();
        }

        @Override
        public void close() {
            released.countDown();
        }
    }

    private static StillMap<Integer, Integer> numbers(int count) {
        StillMap<Integer, Integer> map = new StillMap<>();
        for (int i = 0; i < count; i++) {
            map.put(i, i);
        }
        return map;
    }

    @Test
    void readersGoOnWhileAFunctionRuns() throws Exception {
        for (int count : new int[] {1, 7, 1_000}) {
            StillMap<Integer, Integer> map = numbers(count);
            Map<Integer, Integer> before = new HashMap<>(map);
            try (Held held = new Held(map, 0, null);
                    Snapshot<Integer, Integer> snapshot = map.snapshot()) {
                assertThat(map.get(0)).isZero();
                assertThat(map.containsKey(-5)).isFalse();
                assertThat(map).isEqualTo(before).hasSize(count);
                assertThat(snapshot).isEqualTo(before).hasSize(count);

                assertThat(held.release()).isEqualTo(100);

                assertThat(map.get(0)).isEqualTo(100);
                assertThat(snapshot).isEqualTo(before);
            }
            map.verify();
        }
    }

    @Test
    void anAbsentKeyStaysAbsentUntilItsFunctionReturns() throws Exception {
        StillMap<Integer, Integer> map = numbers(3);
        try (Held held = new Held(map, 50, null)) {
            assertThat(map.get(50)).isNull();
            assertThat(map).hasSize(3);
            held.release();
        }
        assertThat(map.get(50)).isEqualTo(100);
        assertThat(map).hasSize(4);
    }

    @Test
    void writersOfTheKeyWaitAndAreThenApplied() throws Exception {
        StillMap<Integer, Integer> map = numbers(10);
        try (Held held = new Held(map, 5, null)) {
            Background<Integer> writer = Background.start(() -> map.merge(5, 1, Integer::sum));
            Await.waiting(writer.thread());
            assertThat(map.get(5)).isEqualTo(5);

            assertThat(held.release()).isEqualTo(105);

            assertThat(writer.await()).isEqualTo(106);
        }
        assertThat(map.get(5)).isEqualTo(106);
        map.verify();
    }

    @Test
    void writersOfTheKeyAreAppliedThoughTheFunctionThrows() throws Exception {
        StillMap<Integer, Integer> map = numbers(10);
        try (Held held = new Held(map, 5, new UnsupportedOperationException())) {
            Background<Integer> first = Background.start(() -> map.put(5, -1));
            Background<Integer> second = Background.start(() -> map.computeIfPresent(5, (key, value) -> value));
            Await.waiting(first.thread());
            Await.waiting(second.thread());

            assertThatThrownBy(held::release).isInstanceOf(UnsupportedOperationException.class);

            assertThat(first.await()).isEqualTo(5);
            assertThat(second.await()).isIn(5, -1);
        }
        assertThat(map.get(5)).isEqualTo(-1);
    }

    @Test
    void anInterruptedWriterStillWritesAndStaysInterrupted() throws Exception {
        StillMap<Integer, Integer> map = numbers(10);
        try (Held held = new Held(map, 5, null)) {
            Background<Boolean> writer = Background.start(() -> {
                map.put(5, -1);
                return Thread.interrupted();
            });
            Await.waiting(writer.thread());
            writer.thread().interrupt();
            assertThat(writer.isDone()).isFalse();

            held.release();

            assertThat(writer.await()).isTrue();
        }
        assertThat(map.get(5)).isEqualTo(-1);
    }

    @Test
    void theMapGrowsWhileAFunctionRuns() throws Exception {
        int threads = 64;
        int count = 8_000;
        StillMap<Integer, Integer> map = numbers(1_000);
        ConcurrentLinkedQueue<Integer> toInsert = new ConcurrentLinkedQueue<>(
                IntStream.range(1_000, count).boxed().toList());
        // Writers that meet the function's bucket wait in it, each in a thread of its own; all others must get through.
        CountDownLatch inserted = new CountDownLatch(count - 1_000 - threads);
        ThreadFactory daemons = task -> {
            Thread thread = new Thread(task, "insert");
            thread.setDaemon(true);
            return thread;
        };
        var pool = Executors.newFixedThreadPool(threads, daemons);
        try (Held held = new Held(map, 5, null);
                Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            long growths = map.stats().table().growthsCompleted();
            for (int t = 0; t < threads; t++) {
                pool.execute(() -> {
                    for (Integer key = toInsert.poll(); key != null; key = toInsert.poll()) {
                        map.put(key, key);
                        inserted.countDown();
                    }
                });
            }
            Await.until("all but " + threads + " inserts", () -> inserted.getCount() == 0);
            assertThat(map.stats().table().growthsCompleted()).isGreaterThan(growths);
            assertThat(map.get(5)).isEqualTo(5);
            assertThat(snapshot).hasSize(1_000);

            held.release();

            Await.until("all inserts", () -> map.mappingCount() == count);
            assertThat(snapshot.get(5)).isEqualTo(5);
        } finally {
            pool.shutdown();
        }
        assertThat(map.get(5)).isEqualTo(105);
        assertThat(map.get(count - 1)).isEqualTo(count - 1);
        map.verify();
    }

    @Test
    void aFunctionThatRanDuringGrowthRemovesItsEntry() throws Exception {
        StillMap<Integer, Integer> map = numbers(2_000);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Background<Integer> removal = Background.start(() -> map.compute(5, (key, value) -> {
            inside.countDown();
            try {
                released.await();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
            return null;
        }));
        inside.await();
        List<Background<Integer>> inserts = new ArrayList<>();
        for (int thread = 0; thread < 24; thread++) {
            int first = 2_000 + thread * 500;
            inserts.add(Background.start(() -> {
                for (int i = first; i < first + 500; i++) {
                    map.put(i, i);
                }
                return first;
            }));
        }
        Await.until("some inserts", () -> map.mappingCount() > 4_000);
        released.countDown();

        assertThat(removal.await()).isNull();
        for (Background<Integer> insert : inserts) {
            insert.await();
        }
        assertThat(map).hasSize(2_000 + 24 * 500 - 1).doesNotContainKey(5);
        map.verify();
    }
}
