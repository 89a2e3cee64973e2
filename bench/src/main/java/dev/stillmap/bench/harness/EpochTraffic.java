package dev.stillmap.bench.harness;

import dev.stillmap.StillMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongBinaryOperator;

/**
 * Some threads replace the values of present keys, while one more opens a snapshot every millisecond and closes the one
 * before: each write reads the epoch's words, and those that copy a bucket count the copy. For a class loader of its
 * own, so it is known by an interface of the platform.
 */
public final class EpochTraffic implements LongBinaryOperator {
    private static final int ENTRIES = 100_000;

    private static final int BATCH = 256;

    private static final long SNAPSHOT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final StillMap<Integer, Integer> map = new StillMap<>(ENTRIES);

    /** For {@link PaddedEpochs}. */
    public EpochTraffic() {
        for (int key = 0; key < ENTRIES; key++) {
            map.put(key, key);
        }
    }

    /**
     * Runs for a while.
     *
     * @param threads how many write
     * @param nanos for how long
     * @return the writes of all
     */
    @Override
    public long applyAsLong(long threads, long nanos) {
        var pool = Executors.newFixedThreadPool((int) threads);
        try {
            long end = System.nanoTime() + nanos;
            List<Future<Long>> writers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int first = i;
                writers.add(pool.submit(() -> write(first, end)));
            }
            while (System.nanoTime() < end) {
                try (var snapshot = map.snapshot()) {
                    LockSupport.parkNanos(snapshot, SNAPSHOT_NANOS);
                }
            }
            long writes = 0;
            for (var writer : writers) {
                writes += writer.get();
            }
            return writes;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            pool.shutdown();
        }
    }

    private long write(int first, long end) {
        long writes = 0;
        int key = first * 0x9E3779B9;
        while (System.nanoTime() < end) {
            for (int i = 0; i < BATCH; i++) {
                key = key * 1_664_525 + 1_013_904_223;
                map.put((key >>> 8) % ENTRIES, i);
            }
            writes += BATCH;
        }
        return writes;
    }
}
