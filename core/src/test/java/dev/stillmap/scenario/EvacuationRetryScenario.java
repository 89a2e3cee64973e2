package dev.stillmap.scenario;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import dev.stillmap.scenario.FragileKey.CountingFuse;
import dev.stillmap.scenario.FragileKey.Fuse;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Moving a bucket fails at a chosen call of a key's {@code hashCode} and is tried again later. Whoever inserts the keys
 * that make the map grow notices nothing, and in the end every entry is there once, also in a snapshot of the time
 * before.
 */
public final class EvacuationRetryScenario extends Scenario {
    private static final int KEYS = 120;
    private static final int WRITES_TO_END_GROWTH = 20_000;

    public static void main(String[] args) throws Exception {
        main(new EvacuationRetryScenario(), args);
    }

    @Override
    protected String round(Random random) throws Exception {
        for (int i = 0; i < 200; i++) {
            String violation = fail(random);
            if (violation != null) {
                return violation;
            }
        }
        return null;
    }

    private static String fail(Random random) {
        Hashing hashing = random.nextBoolean() ? Hashing.spreading(random) : Hashing.FEW;
        int fragile = 1 + random.nextInt(20);
        CountingFuse fuse = Fuse.after(random.nextInt(60), 1 + random.nextInt(4));
        StillMap<FragileKey, Integer> map = new StillMap<>();
        Map<Integer, Integer> expected = new HashMap<>();
        for (int id = 0; id < fragile; id++) {
            map.put(new FragileKey(id, hashing, fuse), id);
            expected.put(id, id);
        }
        fuse.arm();
        Map<Integer, Integer> then = Map.copyOf(expected);
        try (Snapshot<FragileKey, Integer> snapshot = map.snapshot()) {
            for (int id = fragile; id < KEYS; id++) {
                map.put(new FragileKey(id, hashing, null), id);
                expected.put(id, id);
            }
            String violation = compare("snapshot", snapshot, then);
            if (violation != null) {
                return violation;
            }
        }
        for (int i = 0;
                map.stats().table().growthsStarted() != map.stats().table().growthsCompleted();
                i++) {
            if (i > WRITES_TO_END_GROWTH) {
                return "growth never completed: " + map.stats();
            }
            map.put(new FragileKey(fragile + i % (KEYS - fragile), hashing, null), fragile + i % (KEYS - fragile));
        }
        fuse.defuse();
        map.verify();
        return compare("map", map, expected);
    }

    private static String compare(String name, Map<FragileKey, Integer> actual, Map<Integer, Integer> expected) {
        Map<Integer, Integer> met = new HashMap<>();
        for (Map.Entry<FragileKey, Integer> entry : actual.entrySet()) {
            if (met.put(entry.getKey().id(), entry.getValue()) != null) {
                return name + " met " + entry.getKey() + " twice";
            }
        }
        return met.equals(expected) && actual.size() == expected.size()
                ? null
                : name + " holds " + met + " instead of " + expected + ", size " + actual.size();
    }
}
