package dev.stillmap.scenario;

import dev.stillmap.StillMap;
import dev.stillmap.scenario.FragileKey.CountingFuse;
import dev.stillmap.scenario.FragileKey.Fuse;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * A key's {@code hashCode} throws while the write of another key moves its bucket. Right after that write the structure
 * is valid: no bucket is left locked, half moved or counted as moved, and no entry is in a wrong place. Once the key
 * behaves, the growth completes.
 */
public final class FailedMoveScenario extends Scenario {
    private static final int MAPS = 40;
    private static final int KEYS = 120;
    private static final int WRITES_TO_END_GROWTH = 20_000;

    public static void main(String[] args) throws Exception {
        main(new FailedMoveScenario(), args);
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
        Hashing hashing = random.nextBoolean() ? Hashing.spreading(random) : Hashing.FEW;
        int fragile = 1 + random.nextInt(20);
        CountingFuse fuse = Fuse.after(random.nextInt(4), 1);
        StillMap<FragileKey, Integer> map = new StillMap<>();
        Map<FragileKey, Integer> expected = new HashMap<>();
        for (int id = 0; id < KEYS; id++) {
            FragileKey key = new FragileKey(id, hashing, id < fragile ? fuse : null);
            if (id >= fragile) {
                fuse.arm();
            }
            long failures = map.stats().table().evacuationFailures();
            map.put(key, id);
            if (fuse.hasBlown() && map.stats().table().evacuationFailures() == failures) {
                return "a move failed and was not counted: " + map.stats();
            }
            fuse.defuse();
            map.verify();
            expected.put(key, id);
        }
        FragileKey last = new FragileKey(KEYS - 1, hashing, null);
        for (int i = 0;
                map.stats().table().growthsStarted() != map.stats().table().growthsCompleted();
                i++) {
            if (i > WRITES_TO_END_GROWTH) {
                return "growth never completed: " + map.stats();
            }
            map.put(last, KEYS - 1);
        }
        map.verify();
        return expected.equals(map) ? null : "the map holds " + map + " instead of " + expected;
    }
}
