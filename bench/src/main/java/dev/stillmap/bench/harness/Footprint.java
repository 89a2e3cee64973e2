package dev.stillmap.bench.harness;

import dev.stillmap.bench.workload.KeyKind;
import dev.stillmap.bench.workload.Keys;
import dev.stillmap.bench.workload.Sizes;
import dev.stillmap.bench.workload.Values;
import java.util.stream.DoubleStream;

/**
 * How many bytes does an entry take, keys and values apart? One map grows from empty; at sizes a fourth of a doubling
 * apart the live heap is compared with what it was without the map. So a table that is half full after a growth counts
 * as much as one that is about to grow.
 *
 * <p>Command: {@code java -jar bench.jar --only footprint}. Control: {@link ObjectSizes}, by another method. Rivals:
 * TrieMap, NonBlockingHashMap.
 */
public final class Footprint implements Harness {
    private static final int SMALLEST = 1_000_000;
    private static final int SIZES = 14;
    private static final double STEPS_PER_DOUBLING = 4;

    /** For {@link HarnessMain}. */
    public Footprint() {}

    @Override
    public void run(Params params, Metrics metrics) {
        var sizes = new int[SIZES];
        for (int k = 0; k < SIZES; k++) {
            sizes[k] = (int) (Sizes.capped(SMALLEST) * Math.pow(2, k / STEPS_PER_DOUBLING));
        }
        var values = new Values();
        Object[] keys = Keys.stored(KeyKind.LONG, sizes[SIZES - 1]);
        var map = params.subject().newMap();
        // The first collection may leave what the start of the JVM has put into its queues.
        long first = LiveHeap.bytes(map, keys, values);
        long without = Math.min(first, LiveHeap.bytes(map, keys, values));
        var perEntry = new double[SIZES];
        int filled = 0;
        for (int k = 0; k < SIZES; k++) {
            for (; filled < sizes[k]; filled++) {
                map.put(keys[filled], values.at(filled));
            }
            perEntry[k] = (double) (LiveHeap.bytes(map, keys, values) - without) / sizes[k];
        }
        metrics.less("mean", DoubleStream.of(perEntry).average().orElseThrow(), "B/entry");
        for (int k = 0; k < SIZES; k++) {
            metrics.less("at " + sizes[k], perEntry[k], "B/entry");
        }
        metrics.context("entries", map.size(), "");
    }
}
