package dev.stillmap.bench.harness;

import dev.stillmap.bench.subject.SnapshotMethod;
import dev.stillmap.bench.workload.Arrivals;
import dev.stillmap.bench.workload.KeyKind;
import dev.stillmap.bench.workload.Keys;
import dev.stillmap.bench.workload.Values;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long does it take to get a point-in-time view while writers update the map at full speed? Between two views the
 * thread spins for some microseconds, so that each finds a map that was written since the last. The time of closing is
 * reported apart. The clock's own time is included, not subtracted.
 *
 * <p>Command: {@code java -jar bench.jar --only snapshot}. Control: {@link SnapshotMethod#CONTROL}, the clock read
 * twice with nothing between. Rival: {@link SnapshotMethod#TRIEMAP}.
 */
public final class SnapshotLatency implements Harness {
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final int BATCH = 1024;
    private static final int ITERATIONS = 4;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final LongAdder writes = new LongAdder();
    private final Values values = new Values();

    /** For {@link HarnessMain}. */
    public SnapshotLatency() {}

    @Override
    public void run(Params params, Metrics metrics) throws Exception {
        var method = SnapshotMethod.valueOf(params.text("subject"));
        Object[] keys = Keys.stored(KeyKind.LONG, params.entries());
        var map = method.subject().newMap();
        for (int i = 0; i < keys.length; i++) {
            map.put(keys[i], values.at(i));
        }
        Object[] arrivals = Arrivals.of(keys, KeyKind.LONG::copy);
        int writers = params.number("writers");
        long millis = (long) ITERATIONS * params.number("millis");
        var pool = Executors.newFixedThreadPool(writers);
        try {
            for (int writer = 0; writer < writers; writer++) {
                int start = writer * (arrivals.length / writers);
                pool.execute(() -> write(map, arrivals, start));
            }
            var warmUp = new Latencies();
            views(method, map, millis, warmUp, warmUp);
            var taking = new Latencies();
            var closing = new Latencies();
            long before = writes.sum();
            long nanos = views(method, map, millis, taking, closing);
            taking.report("", metrics);
            closing.report("close ", metrics);
            double seconds = nanos / (double) TimeUnit.SECONDS.toNanos(1);
            metrics.context("writes", (writes.sum() - before) / seconds, "ops/s");
        } finally {
            stop.set(true);
            pool.shutdown();
        }
    }

    private void write(Map<Object, Object> map, Object[] arrivals, int start) {
        for (int i = start; !stop.get(); i += BATCH) {
            for (int j = i; j < i + BATCH; j++) {
                map.put(arrivals[j & (arrivals.length - 1)], values.at(j));
            }
            writes.add(BATCH);
        }
    }

    private static long views(
            SnapshotMethod method, Map<Object, Object> map, long millis, Latencies taking, Latencies closing)
            throws Exception {
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
        long now = start;
        while (now < end) {
            long before = System.nanoTime();
            Object view = method.take(map);
            long taken = System.nanoTime();
            SnapshotMethod.release(view);
            now = System.nanoTime();
            taking.record(taken - before);
            closing.record(now - taken);
            long resume = now + PAUSE_NANOS;
            while (System.nanoTime() < resume) {
                Thread.onSpinWait();
            }
        }
        return now - start;
    }
}
