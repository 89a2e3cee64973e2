package dev.stillmap.bench.harness;

import dev.stillmap.bench.workload.KeyKind;
import dev.stillmap.bench.workload.Keys;
import dev.stillmap.bench.workload.Sizes;
import dev.stillmap.bench.workload.Values;

/**
 * How much memory does a map hold at the worst moment of a growth, against the larger of what it holds before and
 * after? The window starts well before a doubling (StillMap doubles at 6.5 entries for each of 2^19 buckets, the JDK's
 * map at 0.75 for each of 2^22) and ends well after it, and the live heap is read at many points between.
 *
 * <p>A map that grows inside one put shows its old and its new table to no reading between puts: for
 * ConcurrentHashMap the figure is a lower bound.
 *
 * <p>Command: {@code java -jar bench.jar --only growth-peak}. Control: the window's ends. Rival: ConcurrentHashMap.
 */
public final class GrowthPeak implements Harness {
    private static final int DOUBLING = (int) (6.5 * (1 << 19));
    private static final double FROM = 0.8;
    private static final double TO = 1.3;

    /** For {@link HarnessMain}. */
    public GrowthPeak() {}

    @Override
    public void run(Params params, Metrics metrics) {
        int from = Sizes.capped((int) (FROM * DOUBLING));
        int to = Math.max(from, Sizes.capped((int) (TO * DOUBLING)));
        int points = params.number("points");
        var values = new Values();
        Object[] keys = Keys.stored(KeyKind.LONG, to);
        var map = params.subject().newMap();
        // The first collection may leave what the start of the JVM has put into its queues.
        long first = LiveHeap.bytes(map, keys, values);
        long without = Math.min(first, LiveHeap.bytes(map, keys, values));
        long before = 0;
        long worst = 0;
        long after = 0;
        int filled = 0;
        for (int point = 0; point <= points; point++) {
            int until = from + (int) ((long) (to - from) * point / points);
            for (; filled < until; filled++) {
                map.put(keys[filled], values.at(filled));
            }
            after = LiveHeap.bytes(map, keys, values) - without;
            before = point == 0 ? after : before;
            worst = Math.max(worst, after);
        }
        metrics.less("worst / larger end", (double) worst / Math.max(before, after), "x");
        metrics.context("before", (double) before / from, "B/entry");
        metrics.context("after", (double) after / to, "B/entry");
        metrics.context("entries", map.size(), "");
    }
}
