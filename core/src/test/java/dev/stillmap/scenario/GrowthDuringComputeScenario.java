package dev.stillmap.scenario;

import dev.stillmap.StillMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * A compute function puts so many other keys that the map has to grow. The growth completes while the function still
 * runs, and the function's result ends up where its key is by then.
 */
public final class GrowthDuringComputeScenario extends Scenario {
    private static final int MAPS = 40;
    private static final int MAX_PUTS = 50_000;

    /** One growth may be under way when the function begins, past the reserved bucket; not two. */
    private static final int GROWTHS = 2;

    public static void main(String[] args) throws Exception {
        main(new GrowthDuringComputeScenario(), args);
    }

    @Override
    protected String round(Random random) {
        for (int i = 0; i < MAPS; i++) {
            String violation = grow(random);
            if (violation != null) {
                return violation;
            }
        }
        return null;
    }

    private static String grow(Random random) {
        Hashing hashing = Hashing.spreading(random);
        int before = 20 + random.nextInt(300);
        StillMap<Key, Integer> map = new StillMap<>();
        Map<Key, Integer> expected = new HashMap<>();
        for (Key key : Key.range(before, hashing)) {
            map.put(key, key.id());
            expected.put(key, key.id());
        }
        Key computed = Key.of(random.nextInt(2 * before), hashing);
        String[] violation = new String[1];
        map.compute(computed, (key, value) -> {
            long growths = map.stats().table().growthsCompleted() + GROWTHS;
            for (int id = 2 * before; map.stats().table().growthsCompleted() < growths; id++) {
                if (id > 2 * before + MAX_PUTS) {
                    violation[0] = "growth stands still while a function runs: " + map.stats();
                    break;
                }
                put(map, expected, Key.of(id, hashing));
            }
            return -1;
        });
        expected.put(computed, -1);
        if (violation[0] == null) {
            map.verify();
            violation[0] = expected.equals(map) ? null : "after growing from " + before + " keys, the map is wrong";
        }
        return violation[0];
    }

    private static void put(Map<Key, Integer> map, Map<Key, Integer> expected, Key key) {
        try {
            map.put(key, key.id());
            expected.put(key, key.id());
        } catch (IllegalStateException inTheReservedBucket) {
            // The function may not write to the bucket of its own key; others are enough to make the map grow.
        }
    }
}
