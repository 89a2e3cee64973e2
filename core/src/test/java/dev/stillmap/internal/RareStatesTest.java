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

    /** Six bits of a spread hash say where a key lies in the first tables. */
    private static int placeOf(int hashCode) {
        return Hashing.spread(hashCode) & 63;
    }

    /** A key of one hash code; {@code beforeEquals} runs once, by the thread that compares it. */
    private static final class Probe {
        private final int id;
        private final Runnable beforeEquals;
        private boolean hasRun;

        Probe(int id, Runnable beforeEquals) {
            this.id = id;
            this.beforeEquals = beforeEquals;
        }

        @Override
        public int hashCode() {
            return 42;
        }

        @Override
        public boolean equals(Object other) {
            if (!hasRun) {
                hasRun = true;
                beforeEquals.run();
            }
            return other instanceof Probe probe && probe.id == id;
        }
    }

    /**
     * While a lookup in a snapshot compares keys, the map grows past the bucket and the snapshot is closed, so that the
     * segment is dropped, and with it the overflow that the key is in. Seen red without the look at {@code closed} after
     * a bucket was read: the key was said to be absent.
     */
    @Test
    void aSnapshotThatIsClosedWhileItIsReadSaysSo() {
        MapCore core = new MapCore(0, new Epochs(Long.MAX_VALUE, false), IterationTracer.of(null, "map"));
        for (int id = 0; id <= Table.SLOTS; id++) {
            core.put(new Probe(id, () -> {}), id);
        }
        SnapshotNode node = core.openSnapshot();
        assertThat(core.getAt(node, new Probe(Table.SLOTS, () -> {}))).isEqualTo(Table.SLOTS);
        Table root = core.table();
        Probe closing = new Probe(Table.SLOTS, () -> {
            for (int i = 0; !root.isReleased(0) && i < 10_000; i++) {
                // Not into the bucket of the probes: written to, it would be read from its copy.
                if (placeOf(i) % root.buckets() != placeOf(42) % root.buckets()) {
                    core.put(i, i);
                }
                if (core.table() != root && !node.isClosed()) {
                    core.closeHandle(node, false);
                }
            }
        });
        assertThatIllegalStateException().isThrownBy(() -> core.getAt(node, closing));
        assertThat(root.isReleased(0)).isTrue();
        assertThat(core.get(new Probe(Table.SLOTS, () -> {}))).isEqualTo(Table.SLOTS);
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
