package dev.stillmap.scenario;

import dev.stillmap.StillMap;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;

/**
 * A map is cleared while another thread makes it grow, which moves entries that lie beyond the slots of their bucket into
 * another table and drops the first one. None is left of those that were there before.
 */
public final class ClearScenario extends Scenario {
    private static final int MAPS = 300;
    private static final int SLOTS = 8;
    private static final int MORE = 150;

    public static void main(String[] args) throws Exception {
        main(new ClearScenario(), args);
    }

    @Override
    protected String round(Random random) throws Exception {
        return new Round(random).run();
    }

    private static final class Round {
        private final Crew crew = new Crew();
        private final CyclicBarrier barrier = new CyclicBarrier(2);
        private final Key[] before;
        private final Key[] more = Key.range(1_000, 1_000 + MORE, Hashing.GOOD);
        private volatile StillMap<Key, Integer> map = new StillMap<>();

        Round(Random random) {
            before = Key.range(SLOTS + 1 + random.nextInt(3), Hashing.COLLIDING);
            crew.lead("clearer", this::clear);
            crew.lead("grower", this::grow);
        }

        String run() throws InterruptedException {
            return crew.run();
        }

        private void clear() throws Exception {
            for (int i = 0; i < MAPS; i++) {
                StillMap<Key, Integer> cleared = filled();
                map = cleared;
                barrier.await();
                cleared.clear();
                barrier.await();
                for (Key key : before) {
                    if (cleared.containsKey(key)) {
                        crew.violated("after clear() there is " + key);
                    }
                }
                cleared.verify();
            }
        }

        private StillMap<Key, Integer> filled() {
            StillMap<Key, Integer> filled = new StillMap<>();
            for (Key key : before) {
                filled.put(key, key.id());
            }
            for (int i = 0; i < SLOTS; i++) {
                filled.remove(before[i]);
            }
            return filled;
        }

        private void grow() throws Exception {
            for (int i = 0; i < MAPS; i++) {
                barrier.await();
                for (Key key : more) {
                    map.put(key, key.id());
                }
                barrier.await();
            }
        }
    }
}
