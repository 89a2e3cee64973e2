package dev.stillmap.scenario;

import dev.stillmap.StillMap;
import java.util.Random;

/**
 * Two threads count the values of a few keys up while another shrinks the map, which joins their buckets into one that
 * has not enough slots for all of them. No count gets lost, and none comes back.
 */
public final class ShrinkScenario extends Scenario {
    private static final int MAPS = 100;
    private static final int EXPECTED_SIZE = 100;

    /** More than the slots of one bucket, and no more than make a map of two buckets full. */
    private static final int KEYS = 12;

    /** So many hash codes does {@link Hashing#FEW} give. */
    private static final int HASH_CODES = 13;

    public static void main(String[] args) throws Exception {
        main(new ShrinkScenario(), args);
    }

    @Override
    protected String round(Random random) throws Exception {
        return new Round(random).run();
    }

    private static final class Round {
        private final Crew crew = new Crew();
        private final Random random;
        private volatile Counted counted;

        Round(Random random) {
            this.random = random;
            counted = new Counted(random);
            crew.lead("shrinker", this::shrink);
            crew.follow("counter 0", () -> count(0));
            crew.follow("counter 1", () -> count(1));
        }

        String run() throws InterruptedException {
            String violation = crew.run();
            if (violation == null) {
                counted.map.verify();
            }
            return violation;
        }

        private void shrink() {
            for (int i = 0; i < MAPS && !crew.stopped(); i++) {
                Counted current = counted;
                Spin.until(() -> crew.stopped() || current.begun(0) || current.begun(1));
                current.map.trimToSize();
                counted = new Counted(random);
            }
        }

        private void count(int counter) {
            Counted current = counted;
            for (int count = 1; current == counted && !crew.stopped(); count++) {
                for (int i = counter; i < KEYS; i += 2) {
                    Key key = current.keys[i];
                    Integer before = current.map.put(key, count);
                    if (before != count - 1) {
                        crew.violated(key + " had " + before + " instead of " + (count - 1));
                    }
                }
            }
        }
    }

    /** A map that is larger than its keys need; half of them have one hash code, half another. */
    private static final class Counted {
        private final StillMap<Key, Integer> map = new StillMap<>(EXPECTED_SIZE);
        private final Key[] keys = new Key[KEYS];

        Counted(Random random) {
            int first = random.nextInt(HASH_CODES);
            int second = random.nextInt(HASH_CODES);
            for (int i = 0; i < KEYS; i++) {
                keys[i] = Key.of((i < KEYS / 2 ? first : second) + i * HASH_CODES, Hashing.FEW);
                map.put(keys[i], 0);
            }
        }

        boolean begun(int counter) {
            return map.get(keys[counter]) > 0;
        }
    }
}
