package dev.stillmap.bench.harness;

import dev.stillmap.bench.workload.KeyKind;
import dev.stillmap.bench.workload.Keys;
import dev.stillmap.bench.workload.Values;

/**
 * What does an insert cost on average on the way from an empty map to a large one, growth and collections included?
 * Keys and values are made before.
 *
 * <p>Command: {@code java -jar bench.jar --only insert}. Control: {@code Subject.CONTROL}, the loop alone. Rivals:
 * TrieMap, NonBlockingHashMap.
 */
public final class InsertMean implements Harness {
    private static final double NANOS_PER_MILLI = 1e6;

    /** For {@link HarnessMain}. */
    public InsertMean() {}

    @Override
    public void run(Params params, Metrics metrics) {
        var subject = params.subject();
        var values = new Values();
        WarmUp.inserts(subject, values);
        Object[] keys = Keys.stored(KeyKind.LONG, params.entries());
        var collections = Collections.count();
        long collecting = Collections.millis();
        var map = subject.newMap();
        long start = System.nanoTime();
        for (int i = 0; i < keys.length; i++) {
            map.put(keys[i], values.at(i));
        }
        long nanos = System.nanoTime() - start;
        metrics.less("mean", (double) nanos / keys.length, "ns/op");
        metrics.context("collections", (double) (Collections.count() - collections), "");
        metrics.context("collecting", (Collections.millis() - collecting) * NANOS_PER_MILLI / keys.length, "ns/op");
        metrics.context("entries", map.size(), "");
    }
}
