package dev.stillmap.scenario;

import dev.stillmap.Change;
import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * The changes from snapshot to snapshot, applied to a copy of the first, give each of the following, while writers change
 * a part of the keys, add and remove others, and the map grows and is trimmed. Every change is one: no key is reported that
 * has equal values, and none twice.
 */
public final class ChangesScenario extends Scenario {
    private static final int SNAPSHOTS = 60;

    public static void main(String[] args) throws Exception {
        main(new ChangesScenario(), args);
    }

    @Override
    protected String round(Random random) throws Exception {
        return new Round(random).run();
    }

    private static final class Round {
        private final Crew crew = new Crew();
        private final StillMap<Key, Integer> map;
        private final Key[] keys;
        private final boolean shrinks;
        private final int span;
        private final long seed;

        Round(Random random) {
            map = new StillMap<>(random.nextBoolean() ? 0 : 5_000);
            Hashing hashing = Hashing.any(random);
            keys = Key.range(hashing == Hashing.COLLIDING ? 60 : 200 + random.nextInt(4_000), hashing);
            shrinks = random.nextBoolean();
            span = 1 + random.nextInt(4);
            seed = random.nextLong();
            for (int i = 0; i < keys.length / 2; i++) {
                map.put(keys[i], 0);
            }
            crew.lead("changes", this::compare);
            for (int i = 0; i < 2; i++) {
                Random writes = new Random(seed + i);
                crew.follow("writer " + i, () -> write(writes));
            }
        }

        String run() throws InterruptedException {
            String violation = crew.run();
            if (violation == null) {
                map.verify();
            }
            return violation;
        }

        private void write(Random random) {
            int first = random.nextInt(keys.length);
            for (int i = 0; i < 50; i++) {
                Key key = keys[(first + random.nextInt(span * 20)) % keys.length];
                switch (random.nextInt(7)) {
                    case 0 -> map.remove(key);
                    case 1 -> map.merge(key, 1, Integer::sum);
                    case 2 -> map.replace(key, random.nextInt(3));
                    case 3 ->
                        map.batch()
                                .put(key, random.nextInt(3))
                                .remove(keys[random.nextInt(keys.length)])
                                .commit();
                    default -> map.put(key, random.nextInt(3));
                }
            }
            if (shrinks && random.nextInt(20) == 0) {
                for (Key key : keys) {
                    if (key.id() % 8 != 0) {
                        map.remove(key);
                    }
                }
                map.trimToSize();
            }
        }

        private void compare() {
            List<Snapshot<Key, Integer>> open = new ArrayList<>();
            List<Map<Key, Integer>> contents = new ArrayList<>();
            for (int i = 0; i < SNAPSHOTS && !crew.stopped(); i++) {
                Snapshot<Key, Integer> newer = map.snapshot();
                // Before anything else is read, which would wait for the writes that are just being made.
                List<List<Change<Key, Integer>>> changes = new ArrayList<>();
                for (int n = open.size() - 1; n >= 0; n--) {
                    List<Change<Key, Integer>> found = new ArrayList<>();
                    newer.changesSince(open.get(n)).forEach(found::add);
                    changes.add(0, found);
                }
                Map<Key, Integer> expected = new HashMap<>(newer);
                for (int n = 0; n < open.size(); n++) {
                    Map<Key, Integer> changed = new HashMap<>(contents.get(n));
                    for (Change<Key, Integer> change : changes.get(n)) {
                        Integer before = change.after() == null
                                ? changed.remove(change.key())
                                : changed.put(change.key(), change.after());
                        if (!Objects.equals(before, change.before()) || Objects.equals(before, change.after())) {
                            crew.violated(change + " of " + before + " is no change");
                        }
                    }
                    if (!changed.equals(expected)) {
                        crew.violated("after its changes a snapshot holds " + difference(expected, changed));
                    }
                }
                open.add(newer);
                contents.add(expected);
                if (open.size() > span) {
                    open.remove(0).close();
                    contents.remove(0);
                }
            }
            open.forEach(Snapshot::close);
        }

        private static String difference(Map<Key, Integer> expected, Map<Key, Integer> actual) {
            Map<Key, String> differing = new HashMap<>();
            expected.forEach((key, value) -> {
                if (!value.equals(actual.get(key))) {
                    differing.put(key, actual.get(key) + " instead of " + value);
                }
            });
            actual.forEach((key, value) -> {
                if (!expected.containsKey(key)) {
                    differing.put(key, value + " instead of nothing");
                }
            });
            return differing.toString();
        }
    }
}
