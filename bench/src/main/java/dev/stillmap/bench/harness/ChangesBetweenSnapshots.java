package dev.stillmap.bench.harness;

import dev.stillmap.Change;
import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import dev.stillmap.bench.workload.KeyKind;
import dev.stillmap.bench.workload.Keys;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * How long does it take to find 1,000 changes between two snapshots of a large map, beside a scan of all of it?
 *
 * <p>Command: {@code java -jar bench.jar --only changes}.
 */
public final class ChangesBetweenSnapshots implements Harness {
    private static final int CHANGES = 1_000;
    private static final int WARM_UP = 20;
    private static final int ROUNDS = 31;

    /** For {@link HarnessMain}. */
    public ChangesBetweenSnapshots() {}

    @Override
    public void run(Params params, Metrics metrics) {
        Object[] keys = Keys.stored(KeyKind.LONG, params.entries());
        var map = new StillMap<Object, Object>();
        for (int i = 0; i < keys.length; i++) {
            map.put(keys[i], i);
        }
        var random = new SplittableRandom(1);
        var changes = new double[ROUNDS];
        var scans = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            double finding = findChanges(map, keys, random);
            double scanning = scan(map);
            if (round >= 0) {
                changes[round] = finding;
                scans[round] = scanning;
            }
        }
        metrics.less("changes", Median.of(changes), "us");
        metrics.less("scan", Median.of(scans), "us");
        metrics.context("entries", keys.length, "");
    }

    private static double findChanges(StillMap<Object, Object> map, Object[] keys, SplittableRandom random) {
        try (Snapshot<Object, Object> older = map.snapshot()) {
            var chosen = new BitSet(keys.length);
            for (int i = 0; i < CHANGES; i++) {
                int key = random.nextInt(keys.length);
                chosen.set(key);
                map.put(keys[key], -random.nextInt(Integer.MAX_VALUE) - 1);
            }
            try (Snapshot<Object, Object> newer = map.snapshot()) {
                long start = System.nanoTime();
                int found = 0;
                for (Change<Object, Object> change : newer.changesSince(older)) {
                    found += change.before() == null ? 0 : 1;
                }
                double micros = (System.nanoTime() - start) / 1e3;
                if (found != chosen.cardinality()) {
                    throw new IllegalStateException(found + " changes found of " + chosen.cardinality());
                }
                return micros;
            }
        }
    }

    private static double scan(StillMap<Object, Object> map) {
        var visited = new int[1];
        long start = System.nanoTime();
        map.scan((key, value) -> visited[0]++);
        double micros = (System.nanoTime() - start) / 1e3;
        if (visited[0] != map.mappingCount()) {
            throw new IllegalStateException(visited[0] + " entries met");
        }
        return micros;
    }
}
