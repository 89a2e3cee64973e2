package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What it costs to wait: processor time of the threads that wait two seconds for a function, or for memory. Readers and
 * snapshots go on meanwhile. Processor time is what is judged, so a loaded machine changes nothing.
 *
 * <p>Seen red: with {@code Reservation.await} yielding instead of parking; with it leaving the interrupt to the thread,
 * which then parks no more; with {@code Epochs.awaitMemory} looking again and again.
 */
@Tag("stress")
class WaitingCostTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int READS = 10_000;

    /** A writer and the processor time that its write took. */
    private static Background<Long> waiter(Runnable write) {
        return Background.start(() -> {
            long before = THREADS.getCurrentThreadCpuTime();
            write.run();
            return THREADS.getCurrentThreadCpuTime() - before;
        });
    }

    /** At least two seconds, and until the condition holds. */
    private static void passTimeUntil(BooleanSupplier condition) {
        long end = System.nanoTime() + WAIT_NANOS;
        while (System.nanoTime() - end < 0 || !condition.getAsBoolean()) {
            LockSupport.parkNanos(WAIT_NANOS / 1_000);
        }
    }

    @Test
    void whoWaitsForAFunctionTakesNoProcessorTime() throws Exception {
        Map<String, Consumer<StillMap<Integer, Integer>>> writes = new LinkedHashMap<>();
        writes.put("put", map -> map.put(5, 1));
        writes.put("remove", map -> map.remove(5));
        writes.put("compute", map -> map.compute(5, (key, old) -> 2));
        writes.put("clear", StillMap::clear);
        StillMap<Integer, Integer> map = new StillMap<>();
        for (int key = 0; key < 100; key++) {
            map.put(key, key);
        }
        writes.values().forEach(write -> write.accept(new StillMap<>(map)));
        CountDownLatch inside = new CountDownLatch(1);
        AtomicLong read = new AtomicLong();
        Background<Integer> function = Background.start(() -> map.compute(5, (key, old) -> {
            inside.countDown();
            passTimeUntil(() -> read.get() == READS);
            return old + 1;
        }));
        inside.await();

        List<Background<Long>> waiters = new ArrayList<>();
        writes.values().forEach(write -> waiters.add(waiter(() -> write.accept(map))));
        waiters.add(waiter(() -> {
            Thread.currentThread().interrupt();
            map.put(5, 3);
            assertThat(Thread.interrupted()).isTrue();
        }));
        for (Background<Long> waiter : waiters) {
            Await.waiting(waiter.thread());
            waiter.thread().interrupt();
        }
        for (int i = 0; i < READS; i++) {
            assertThat(map.get(5)).isEqualTo(5);
            try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
                assertThat(snapshot.get(5)).isEqualTo(5);
            }
            read.incrementAndGet();
        }
        assertThat(function.await()).isEqualTo(6);
        for (Background<Long> waiter : waiters) {
            assertThat(waiter.await()).isLessThan(MOST_NANOS);
        }
        map.verify();
    }

    @Test
    void whoWaitsForMemoryTakesNoProcessorTime() throws Exception {
        StillMap<Integer, Integer> map = StillMap.<Integer, Integer>builder()
                .maxRetainedBytes(0)
                .snapshotRetention(SnapshotRetention.WAIT)
                .build();
        for (int key = 0; key < 100; key++) {
            map.put(key, key);
        }
        new StillMap<>(map).replaceAll((key, value) -> -1);
        Background<Long> waiter;
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            waiter = waiter(() -> map.replaceAll((key, value) -> -1));
            Await.waiting(waiter.thread());
            waiter.thread().interrupt();
            passTimeUntil(() -> snapshot.values().stream().allMatch(value -> value >= 0));
            assertThat(waiter.isDone()).isFalse();
        }
        assertThat(waiter.await()).isLessThan(MOST_NANOS);
        assertThat(map.values()).containsOnly(-1);
        map.verify();
    }
}
