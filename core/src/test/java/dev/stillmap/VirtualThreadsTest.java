package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand virtual threads at once: writes of hot keys, functions that park while others wait for them, keys that
 * come and go, snapshots and scans. All end, every count is exact, nothing stays open. On a Java without virtual
 * threads three hundred platform threads do the same work in turns.
 *
 * <p>A bucket's lock is never held by a thread that is parked: nothing under it parks. So a virtual thread that spins
 * for a lock waits for a carrier that runs.
 *
 * <p>Seen red: with a park under the bucket lock in {@code Writes.commit} (not all end in time); with replacements
 * that do not wait for a function (sums too small).
 */
@Tag("stress")
class VirtualThreadsTest {
    private static final int TASKS = Stress.scaled(10_000);
    private static final int STEPS = 12;
    private static final int HOT_KEYS = 40;
    private static final int FIRST_OWN_KEY = 1_000;
    private static final int PLATFORM_THREADS = 300;

    private final StillMap<Integer, Long> map = new StillMap<>();
    private final AtomicLongArray added = new AtomicLongArray(HOT_KEYS);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** One virtual thread per task where there are any; looked up by name, as this is compiled for a Java without. */
    private static ExecutorService executor() throws ReflectiveOperationException {
        if (Runtime.version().feature() < 21) {
            return Executors.newFixedThreadPool(PLATFORM_THREADS);
        }
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    @Test
    void allEndAndEveryCountIsExact() throws Exception {
        long seed = Stress.seed();
        ExecutorService executor = executor();
        for (int i = 0; i < TASKS; i++) {
            int task = i;
            executor.execute(() -> {
                try {
                    work(task, new Random(seed + task));
                } catch (Throwable thrown) {
                    failure.compareAndSet(null, thrown);
                }
            });
        }
        executor.shutdown();
        assertThat(executor.awaitTermination(120, TimeUnit.SECONDS))
                .as("all end")
                .isTrue();

        assertThat(failure).hasValue(null);
        Map<Integer, Long> expected = new HashMap<>();
        for (int key = 0; key < HOT_KEYS; key++) {
            expected.put(key, added.get(key));
        }
        for (int task = 0; task < TASKS; task += 2) {
            expected.put(FIRST_OWN_KEY + task, (long) task);
        }
        assertThat(map).isEqualTo(expected);
        assertThat(map.stats().snapshots().open()).isZero();
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
        map.verify();
    }

    private void work(int task, Random random) {
        for (int step = 0; step < STEPS; step++) {
            int key = random.nextInt(HOT_KEYS);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> map.merge(key, 1L, Long::sum);
                case 3 -> map.compute(key, (k, sum) -> sum == null ? 1 : sum + 1);
                case 4 ->
                    map.compute(key, (k, sum) -> {
                        if (random.nextInt(50) == 0) {
                            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
                        }
                        return sum == null ? 1 : sum + 1;
                    });
                case 5 -> addByStamp(key);
                default -> addByReplacing(key);
            }
            added.incrementAndGet(key);
        }
        Integer own = FIRST_OWN_KEY + task;
        assertThat(map.put(own, (long) task)).isNull();
        if (task % 20 == 0) {
            lookAtOneInstant(own, task);
        }
        if (task % 2 == 1) {
            assertThat(map.remove(own)).isEqualTo(task);
        }
    }

    private void addByStamp(int key) {
        boolean done = false;
        while (!done) {
            Stamped<Long> stamped = map.getStamped(key);
            done = stamped == null
                    ? map.putIfAbsent(key, 1L) == null
                    : map.replaceStamped(key, stamped, stamped.value() + 1);
        }
    }

    private void addByReplacing(int key) {
        boolean done = false;
        while (!done) {
            Long sum = map.get(key);
            done = sum == null ? map.putIfAbsent(key, 1L) == null : map.replace(key, sum, sum + 1);
        }
    }

    private void lookAtOneInstant(Integer own, int task) {
        try (Snapshot<Integer, Long> snapshot = map.snapshot()) {
            long before = hotSum(snapshot);
            Thread.yield();
            assertThat(hotSum(snapshot)).isEqualTo(before);
            assertThat(snapshot.get(own)).isEqualTo(task);
        }
        if (task % 200 == 0) {
            long[] met = {0};
            map.scan((key, value) -> met[0] += key.equals(own) ? 1 : 0);
            assertThat(met[0]).isEqualTo(1);
        }
    }

    private static long hotSum(Snapshot<Integer, Long> snapshot) {
        long sum = 0;
        for (int key = 0; key < HOT_KEYS; key++) {
            sum += snapshot.getOrDefault(key, 0L);
        }
        return sum;
    }
}
