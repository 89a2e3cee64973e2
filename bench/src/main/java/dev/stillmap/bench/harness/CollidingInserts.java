package dev.stillmap.bench.harness;

import dev.stillmap.bench.subject.Subject;
import dev.stillmap.bench.workload.KeyKind;
import dev.stillmap.bench.workload.Keys;
import dev.stillmap.bench.workload.Values;

/**
 * What does an insert cost on average when all keys have one hash code, from an empty map on?
 *
 * <p>Command: {@code java -jar bench.jar --only colliding-insert}. Control: {@code Subject.CONTROL}, the loop alone.
 */
public final class CollidingInserts implements Harness {
    private static final int WARM_UP = 10;
    private static final int ROUNDS = 15;

    /** For {@link HarnessMain}. */
    public CollidingInserts() {}

    @Override
    public void run(Params params, Metrics metrics) {
        Object[] keys = Keys.stored(KeyKind.valueOf(params.text("keys")), params.entries());
        var values = new Values();
        fill(params.subject(), keys, values, WARM_UP);
        System.gc();
        long nanos = fill(params.subject(), keys, values, ROUNDS);
        metrics.less("mean", (double) nanos / ROUNDS / keys.length, "ns/op");
        metrics.context("entries", keys.length, "");
    }

    private static long fill(Subject subject, Object[] keys, Values values, int rounds) {
        long start = System.nanoTime();
        for (int round = 0; round < rounds; round++) {
            var map = subject.newMap();
            for (int i = 0; i < keys.length; i++) {
                map.put(keys[i], values.at(i));
            }
        }
        return System.nanoTime() - start;
    }
}
