package dev.stillmap.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillmap.trace.IterationTracer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What a map does in states that a caller cannot bring about at will. */
class RareStatesTest {
    private static final long WATCHDOG_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static Thread start(FutureTask<Object> task) {
        Thread thread = new Thread(task, "reader");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Seen red with a slow lookup that reads through the lock. */
    @Test
    void aReaderWaitsForTheLockOfItsBucket() throws Exception {
        ConcurrentHashMap<Integer, Integer> theirs = new ConcurrentHashMap<>();
        theirs.put(1, 1);
        // The function runs under the lock of the bin.
        theirs.compute(1, (key, old) -> {
            FutureTask<Object> read = new FutureTask<>(() -> theirs.get(1));
            start(read);
            return (Integer) result(read);
        });
        assertThat(theirs.get(1)).isEqualTo(1);

        MapCore core = new MapCore(0, new Epochs(Long.MAX_VALUE, false), IterationTracer.of(null, "map"));
        core.put(1, 1);
        long[] meta = core.table().metas[0];
        long word = Table.wordVolatile(meta, 0);
        assertThat(Table.compareAndSetWord(meta, 0, word, word | Word.LOCK)).isTrue();
        FutureTask<Object> read = new FutureTask<>(() -> core.get(1));
        Thread reader = start(read);
        long deadline = System.nanoTime() + WATCHDOG_NANOS;
        while (reader.getState() != Thread.State.TIMED_WAITING) {
            assertThat(reader.isAlive()).as("the reader waits").isTrue();
            assertThat(System.nanoTime()).as("the reader waits").isLessThan(deadline);
            LockSupport.parkNanos(1_000);
        }
        Table.setWordRelease(meta, 0, word);
        assertThat(result(read)).isEqualTo(1);
    }

    private static Object result(FutureTask<Object> task) {
        try {
            return task.get(WATCHDOG_NANOS, TimeUnit.NANOSECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void aMapWithoutEpochsSaysSo() {
        MapCore core = new MapCore(0, new Epochs(Long.MAX_VALUE, false), IterationTracer.of(null, "map"));
        core.epochs().advance((1L << 46) - (1L << 42));
        assertThatIllegalStateException().isThrownBy(core::openSnapshot).withMessageContaining("copy it");
        core.put(1, 1);
        assertThat(core.get(1)).isEqualTo(1);

        core.epochs().advance((1L << 46) - 1);
        assertThatIllegalStateException()
                .isThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        core.put(1, i);
                        core.remove(1);
                    }
                })
                .withMessageContaining("copy it");
    }
}
