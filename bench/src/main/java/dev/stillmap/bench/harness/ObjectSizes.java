package dev.stillmap.bench.harness;

import dev.stillmap.bench.workload.KeyKind;
import dev.stillmap.bench.workload.Keys;
import dev.stillmap.bench.workload.Values;
import org.openjdk.jol.info.GraphLayout;

/**
 * Do the sizes of the map's own objects, found one by one, add up to what {@link Footprint} reads from the heap at its
 * smallest size?
 *
 * <p>Command: {@code java -jar bench.jar --only object-sizes}. Control: {@link Footprint}. Rival: ConcurrentHashMap.
 */
public final class ObjectSizes implements Harness {
    /** For {@link HarnessMain}. */
    public ObjectSizes() {}

    @Override
    public void run(Params params, Metrics metrics) {
        var values = new Values();
        Object[] keys = Keys.stored(KeyKind.LONG, params.entries());
        var map = params.subject().newMap();
        for (int i = 0; i < keys.length; i++) {
            map.put(keys[i], values.at(i));
        }
        var sizes = GraphLayout.parseInstance(map).getClassSizes();
        // Keys and values are boxed longs, and no map keeps such objects for itself.
        long own = sizes.keys().stream()
                .filter(type -> type != Long.class)
                .mapToLong(sizes::count)
                .sum();
        metrics.less("map's own objects", (double) own / keys.length, "B/entry");
        metrics.context("entries", map.size(), "");
    }
}
