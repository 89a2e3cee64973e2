package dev.stillmap.scenario;

import dev.stillmap.StillMap;
import dev.stillmap.scenario.FragileKey.Blown;
import dev.stillmap.scenario.FragileKey.Fuse;
import dev.stillmap.scenario.FragileKey.RandomFuse;
import java.util.Random;

/**
 * Some keys throw from {@code equals} and {@code hashCode} now and then. Whoever calls the map with such a key may get
 * that exception, and then nothing has changed; nobody else ever gets it, though others move its bucket as the map
 * grows. Once the keys behave, nothing is lost, doubled or stuck and the growth completes.
 */
public final class ThrowingHashScenario extends Scenario {
    private static final int CALM_KEYS = 4_000;
    private static final int STEPS = 8_000;
    private static final int WRITES_TO_END_GROWTH = 200_000;

    public static void main(String[] args) throws Exception {
        main(new ThrowingHashScenario(), args);
    }

    @Override
    protected String round(Random random) throws Exception {
        return new Round(random).run();
    }

    private static final class Round {
        private final Crew crew = new Crew();
        private final StillMap<FragileKey, Integer> map = new StillMap<>();
        private final Hashing hashing;
        private final RandomFuse fuse;
        private final Integer[] expected;

        Round(Random random) {
            hashing = Hashing.spreading(random);
            fuse = Fuse.oneIn(2 + random.nextInt(20));
            expected = new Integer[CALM_KEYS + 1 + random.nextInt(60)];
            Random choices = new Random(random.nextLong());
            crew.lead("calm", this::insertCalm);
            crew.lead("fragile", () -> changeFragile(choices));
            crew.follow("snapshot", this::snapshot);
        }

        String run() throws InterruptedException {
            String violation = crew.run();
            fuse.defuse();
            if (violation == null) {
                endGrowth();
                map.verify();
                checkContent();
            }
            return crew.violation();
        }

        private void insertCalm() {
            for (int id = 0; id < CALM_KEYS; id++) {
                map.put(calm(id), id);
                expected[id] = id;
            }
        }

        private void changeFragile(Random choices) {
            for (int step = 0; step < STEPS; step++) {
                int id = CALM_KEYS + choices.nextInt(expected.length - CALM_KEYS);
                FragileKey key = new FragileKey(id, hashing, fuse);
                try {
                    Integer after = choices.nextInt(3) == 0 ? null : Integer.valueOf(step);
                    Integer before = after == null ? map.remove(key) : map.put(key, after);
                    expect(id, before);
                    expected[id] = after;
                } catch (Blown blown) {
                    expect(id, map.get(calm(id)));
                }
            }
        }

        private void expect(int id, Integer value) {
            if (expected[id] == null ? value != null : !expected[id].equals(value)) {
                crew.violated("key " + id + " had " + value + " instead of " + expected[id]);
            }
        }

        private void snapshot() {
            try (var snapshot = map.snapshot()) {
                boolean[] met = new boolean[expected.length];
                snapshot.forEach((key, value) -> {
                    if (met[key.id()]) {
                        crew.violated("a snapshot met " + key + " twice");
                    }
                    met[key.id()] = true;
                });
            }
        }

        private void endGrowth() {
            for (int i = 0;
                    map.stats().table().growthsStarted() != map.stats().table().growthsCompleted();
                    i++) {
                if (i > WRITES_TO_END_GROWTH) {
                    crew.violated("growth never completed: " + map.stats());
                    return;
                }
                map.put(calm(i % CALM_KEYS), i % CALM_KEYS);
            }
        }

        private void checkContent() {
            int present = 0;
            for (int id = 0; id < expected.length; id++) {
                expect(id, map.get(calm(id)));
                present += expected[id] == null ? 0 : 1;
            }
            int met = 0;
            for (var entry : map.entrySet()) {
                expect(entry.getKey().id(), entry.getValue());
                met++;
            }
            if (met != present || map.size() != present) {
                crew.violated("met " + met + " of " + present + " entries, size " + map.size());
            }
        }

        private FragileKey calm(int id) {
            return new FragileKey(id, hashing, null);
        }
    }
}
