package dev.stillmap.bench.harness;

import com.sun.management.ThreadMXBean;
import dev.stillmap.bench.subject.ScanMethod;
import dev.stillmap.bench.workload.Sessions;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread iterates over all sessions without pause, another writes them, at full speed or at a fixed rate: what does
 * each cost the other, and has each iteration met one instant? That is checked by what the sessions themselves say, see
 * {@link Sessions}, between the iterations and not counted in their time.
 *
 * <p>At full speed a writer's wait is the time from one write's end to the next one's. At a fixed rate it is the time
 * from the moment at which the write was due to its end, so that a stall counts for every write that it delays. An idle
 * thread's worst hiccup shows what the machine adds.
 *
 * <p>Command: {@code ./stillmap bench locks}. Rivals: every other way of {@link ScanMethod} that is asked for.
 */
public final class SessionIteration implements Harness {
    /** Name of the idle thread's figure. */
    public static final String IDLE = "idle thread's worst hiccup";

    private static final int SESSIONS = 10_000;

    private static final int WARM_UP = 5;

    private static final int MEASURED = 20;

    /** Before a write is due the writer stops sleeping and spins. */
    private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(80);

    private static final double PERCENT = 100;

    private static final double MILLION = 1e6;

    private final Sessions sessions = new Sessions(SESSIONS);

    private volatile boolean stopped;

    /** For {@link HarnessMain}. */
    public SessionIteration() {}

    @Override
    public void run(Params params, Metrics metrics) throws Exception {
        var method = ScanMethod.valueOf(params.text("subject"));
        var map = method.subject().newMap();
        sessions.fill(map);
        int perSecond = params.text("writes").equals("full speed") ? 0 : params.number("writes");
        long nanos = TimeUnit.MILLISECONDS.toNanos(params.number("millis"));
        round(method, map, perSecond, WARM_UP * nanos, new Metrics());
        System.gc();
        round(method, map, perSecond, MEASURED * nanos, metrics);
    }

    private void round(ScanMethod method, Map<Object, Object> map, int perSecond, long nanos, Metrics metrics)
            throws Exception {
        stopped = false;
        var pool = Executors.newSingleThreadExecutor();
        var waits = new Latencies();
        var hiccups = new Hiccups();
        long collections = youngCollections();
        try {
            long start = System.nanoTime();
            var writer = pool.submit(() -> perSecond == 0 ? write(map, waits) : write(map, waits, perSecond));
            iterate(method, map, start + nanos, metrics);
            stopped = true;
            long writes = writer.get();
            double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
            double young = youngCollections() - collections;
            if (perSecond == 0) {
                metrics.more("writes", writes / seconds, "ops/s");
            } else {
                metrics.context("writes", writes / seconds, "ops/s");
            }
            metrics.less("writer wait p99.9", waits.micros(99.9), "us");
            metrics.less("writer wait max", waits.maxMicros(), "us");
            metrics.less("young collections", young / seconds * TimeUnit.MINUTES.toSeconds(1), "per minute");
            metrics.less("young collections per write", young / writes * MILLION, "per million writes");
            metrics.context(IDLE, hiccups.stop(), "us");
        } finally {
            stopped = true;
            pool.shutdown();
        }
    }

    private long write(Map<Object, Object> map, Latencies waits) {
        long writes = 0;
        long before = System.nanoTime();
        while (!stopped) {
            sessions.writeNext(map);
            long now = System.nanoTime();
            waits.record(now - before);
            before = now;
            writes++;
        }
        return writes;
    }

    private long write(Map<Object, Object> map, Latencies waits, int perSecond) {
        long start = System.nanoTime();
        long writes = 0;
        while (!stopped) {
            long due = start + writes * TimeUnit.SECONDS.toNanos(1) / perSecond;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                if (left > SPIN_NANOS) {
                    LockSupport.parkNanos(left - SPIN_NANOS);
                } else {
                    Thread.onSpinWait();
                }
            }
            sessions.writeNext(map);
            waits.record(System.nanoTime() - due);
            writes++;
        }
        return writes;
    }

    private void iterate(ScanMethod method, Map<Object, Object> map, long end, Metrics metrics) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var pass = sessions.new Pass();
        var times = new Latencies();
        long passes = 0;
        long consistent = 0;
        long allocated = threads.getCurrentThreadAllocatedBytes();
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            pass.begin();
            method.scan(map, pass::accept);
            times.record(System.nanoTime() - now);
            passes++;
            consistent += pass.isConsistent() ? 1 : 0;
        }
        metrics.less("iteration mean", times.meanMicros(), "us");
        metrics.less("iteration p99", times.micros(99), "us");
        metrics.less(
                "allocated", (threads.getCurrentThreadAllocatedBytes() - allocated) / (double) passes, "B/iteration");
        metrics.more("consistent", PERCENT * consistent / passes, "% of iterations");
        metrics.context("iterations", (double) passes, "");
    }

    private static long youngCollections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector -> collector.getName().contains("Young"))
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
