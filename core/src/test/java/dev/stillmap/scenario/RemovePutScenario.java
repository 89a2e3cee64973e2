package dev.stillmap.scenario;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Slots are freed and used again at once: two writers remove their keys and put others into the same few buckets. Every
 * value tells its key, so a reader that pairs the key of one entry with the value of another is found; so is a writer
 * that does not read what it wrote.
 */
public final class RemovePutScenario extends Scenario {
    private static final int STEPS = 30_000;
    private static final int VALUES_PER_KEY = 1 << 20;

    public static void main(String[] args) throws Exception {
        main(new RemovePutScenario(), args);
    }

    @Override
    protected String round(Random random) throws Exception {
        return new Round(random).run();
    }

    private static final class Round {
        private final Crew crew = new Crew();
        private final StillMap<Key, Integer> map = new StillMap<>();
        private final Key[] keys;

        Round(Random random) {
            int count = new int[] {4, 8, 12, 40}[random.nextInt(4)];
            keys = Key.range(count, Hashing.any(random));
            for (int writer = 0; writer < 2; writer++) {
                int half = writer;
                Random choices = new Random(random.nextLong());
                crew.lead("writer " + writer, () -> write(choices, half));
            }
            crew.follow("get", this::get);
            switch (random.nextInt(3)) {
                case 0 -> crew.follow("iterate", this::iterate);
                case 1 -> crew.follow("snapshot", this::snapshot);
                default -> crew.follow("get too", this::get);
            }
        }

        String run() throws InterruptedException {
            String violation = crew.run();
            if (violation == null) {
                map.verify();
            }
            return violation;
        }

        private void write(Random choices, int half) {
            Integer[] mine = new Integer[keys.length];
            for (int step = 1; step <= STEPS && !crew.stopped(); step++) {
                int i = choices.nextInt(keys.length / 2) * 2 + half;
                Integer value = i * VALUES_PER_KEY + step;
                Integer old = mine[i];
                Integer returned;
                if (old == null) {
                    returned = map.put(keys[i], value);
                    mine[i] = value;
                } else {
                    switch (choices.nextInt(4)) {
                        case 0 -> {
                            returned = map.put(keys[i], value);
                            mine[i] = value;
                        }
                        case 1 -> {
                            returned = map.remove(keys[i], old) ? old : null;
                            mine[i] = null;
                        }
                        case 2 -> {
                            returned = map.computeIfPresent(keys[i], (key, present) -> null) == null ? old : null;
                            mine[i] = null;
                        }
                        default -> {
                            returned = map.remove(keys[i]);
                            mine[i] = null;
                        }
                    }
                }
                if (returned != old && (returned == null || !returned.equals(old))) {
                    crew.violated("a write of " + keys[i] + " found " + returned + " instead of " + old);
                }
                Integer now = map.get(keys[i]);
                if (now != mine[i] && (now == null || !now.equals(mine[i]))) {
                    crew.violated("wrote " + mine[i] + " to " + keys[i] + " and read " + now);
                }
            }
        }

        private void get() {
            for (Key key : keys) {
                check(key, map.get(key), true);
            }
        }

        private void iterate() {
            checkPass(map);
        }

        private void snapshot() {
            try (Snapshot<Key, Integer> snapshot = map.snapshot()) {
                checkPass(snapshot);
                for (Key key : keys) {
                    check(key, snapshot.get(key), true);
                }
            }
        }

        private void checkPass(Map<Key, Integer> source) {
            Set<Key> met = new HashSet<>();
            for (Map.Entry<Key, Integer> entry : source.entrySet()) {
                check(entry.getKey(), entry.getValue(), false);
                if (!met.add(entry.getKey())) {
                    crew.violated("an iteration met " + entry.getKey() + " twice");
                }
            }
        }

        private void check(Key key, Integer value, boolean mayBeAbsent) {
            if (value == null ? !mayBeAbsent : value / VALUES_PER_KEY != key.id()) {
                crew.violated(
                        key + " read as " + value + (value == null ? "" : ", a value of k" + value / VALUES_PER_KEY));
            }
        }
    }
}
