package dev.stillmap.bench.harness;

import dev.stillmap.bench.workload.KeyKind;
import dev.stillmap.bench.workload.Keys;
import dev.stillmap.bench.workload.Values;

/**
 * How long does the slowest put take on the way from an empty map to a large one? Every put is timed alone. The young
 * generation is so large that no collection runs; a run in which one did is an error. An idle thread's hiccups in the
 * same run show what the machine adds.
 *
 * <p>Command: {@code java -jar bench.jar --only worst-put}. Control: {@code Subject.CONTROL}, the loop and the clock.
 * Rival: ConcurrentHashMap.
 */
public final class WorstPut implements Harness {
    /** Name of the idle thread's figure. */
    public static final String IDLE = "idle thread's worst hiccup";

    /** For {@link HarnessMain}. */
    public WorstPut() {}

    @Override
    public void run(Params params, Metrics metrics) throws InterruptedException {
        var subject = params.subject();
        var values = new Values();
        WarmUp.inserts(subject, values);
        Object[] keys = Keys.stored(KeyKind.LONG, params.entries());
        var puts = new Latencies();
        var map = subject.newMap();
        System.gc();
        long collections = Collections.count();
        var hiccups = new Hiccups();
        for (int i = 0; i < keys.length; i++) {
            Object value = values.at(i);
            long start = System.nanoTime();
            map.put(keys[i], value);
            puts.record(System.nanoTime() - start);
        }
        double worstHiccup = hiccups.stop();
        if (Collections.count() != collections) {
            throw new IllegalStateException("a collection ran during the timing: the young generation is too small");
        }
        puts.report("", metrics);
        metrics.context(IDLE, worstHiccup, "us");
        metrics.context("entries", map.size(), "");
    }
}
