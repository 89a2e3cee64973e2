package dev.stillmap.scenario;

import dev.stillmap.Change;
import dev.stillmap.Snapshot;
import dev.stillmap.Stamped;
import dev.stillmap.StillMap;
import dev.stillmap.WriteBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * One thread does random operations of every kind on a map that starts with one bucket, and the same on a {@link HashMap};
 * results must agree. Snapshots are opened and closed at random and must equal the copy made when they were taken, whenever
 * they are looked at; so must the changes between two of them.
 */
public final class RandomOperationsScenario extends Scenario {
    /** Operations in a round. */
    public static final int OPERATIONS = 100_000;

    private static final int OPEN_AT_ONCE = 5;

    public static void main(String[] args) throws Exception {
        main(new RandomOperationsScenario(), args);
    }

    @Override
    protected String round(Random random) {
        return new Round(random).run();
    }

    private record Taken(Snapshot<Object, Integer> snapshot, Map<Object, Integer> copy) {}

    private static final class Round {
        private final Random random;
        private final StillMap<Object, Integer> map = new StillMap<>();
        private final Map<Object, Integer> model = new HashMap<>();
        private final List<Taken> open = new ArrayList<>();
        private final IntFunction<Object> keys;
        private final int keyCount;
        private int step;
        private String violation;

        Round(Random random) {
            this.random = random;
            switch (random.nextInt(4)) {
                case 0 -> {
                    keys = CollidingStrings::of;
                    keyCount = 1 + random.nextInt(2_000);
                }
                case 1 -> {
                    Hashing hashing = random.nextBoolean() ? Hashing.COLLIDING : Hashing.FEW;
                    keys = id -> Key.of(id, hashing);
                    keyCount = 1 + random.nextInt(100);
                }
                default -> {
                    Hashing hashing = random.nextBoolean() ? Hashing.HIGH_BITS : Hashing.spreading(random);
                    keys = id -> Key.of(id, hashing);
                    keyCount = 1 + random.nextInt(hashing == Hashing.HIGH_BITS ? 4_000 : 60_000);
                }
            }
        }

        String run() {
            int removals = 1;
            while (step < OPERATIONS && violation == null) {
                step++;
                if (step % 10_000 == 0) {
                    removals = random.nextInt(8);
                }
                if (random.nextInt(10) < removals) {
                    remove(key());
                } else {
                    change(key());
                }
                if (random.nextInt(200 + model.size()) < 2) {
                    takeOrClose();
                }
                if (random.nextInt(2_000 + 4 * model.size()) == 0) {
                    doInBulk();
                }
            }
            while (!open.isEmpty()) {
                close(open.size() - 1);
            }
            compare("map", map, model);
            map.verify();
            return violation;
        }

        private Object key() {
            return keys.apply(random.nextInt(keyCount));
        }

        private void change(Object key) {
            Integer value = step;
            switch (random.nextInt(11)) {
                case 0 -> same(map.putIfAbsent(key, value), model.putIfAbsent(key, value));
                case 1 -> same(map.replace(key, value), model.replace(key, value));
                case 2 -> {
                    Integer old = random.nextBoolean() ? model.getOrDefault(key, 0) : Integer.valueOf(-1);
                    same(map.replace(key, old, value), model.replace(key, old, value));
                }
                case 3 -> same(map.computeIfAbsent(key, k -> value), model.computeIfAbsent(key, k -> value));
                case 4 ->
                    same(
                            map.computeIfPresent(key, (k, old) -> old + 1),
                            model.computeIfPresent(key, (k, old) -> old + 1));
                case 5 -> same(map.merge(key, value, Integer::sum), model.merge(key, value, Integer::sum));
                case 6 -> same(map.compute(key, (k, old) -> value), model.compute(key, (k, old) -> value));
                case 7 -> {
                    same(map.get(key), model.get(key));
                    same(map.containsKey(key), model.containsKey(key));
                }
                case 8 -> replaceStamped(key, value);
                case 9 -> writeInABatch();
                default -> same(map.put(key, value), model.put(key, value));
            }
        }

        /** It may fail for no reason, but it must not succeed after a write of the key. */
        private void replaceStamped(Object key, Integer value) {
            Stamped<Integer> stamped = map.getStamped(key);
            same(stamped == null ? null : stamped.value(), model.get(key));
            if (stamped == null) {
                return;
            }
            boolean written = random.nextBoolean();
            if (written) {
                map.put(key, stamped.value());
            }
            boolean replaced = map.replaceStamped(key, stamped, value);
            if (replaced) {
                model.put(key, value);
            }
            if (replaced && written) {
                violated("replaced " + key + ", which was written since");
            }
        }

        private void writeInABatch() {
            WriteBatch<Object, Integer> batch = map.batch();
            for (int writes = random.nextInt(random.nextInt(20) == 0 ? 500 : 8); writes > 0; writes--) {
                Object key = key();
                Integer value = step + writes;
                switch (random.nextInt(5)) {
                    case 0 -> {
                        batch.remove(key);
                        model.remove(key);
                    }
                    case 1 -> {
                        batch.merge(key, value, (old, given) -> old % 3 == 0 ? null : old + given);
                        model.merge(key, value, (old, given) -> old % 3 == 0 ? null : old + given);
                    }
                    case 2 -> {
                        batch.compute(key, (k, old) -> old == null ? value : old % 2 == 0 ? null : old + 1);
                        model.compute(key, (k, old) -> old == null ? value : old % 2 == 0 ? null : old + 1);
                    }
                    default -> {
                        batch.put(key, value);
                        model.put(key, value);
                    }
                }
            }
            batch.commit();
        }

        private void remove(Object key) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    Integer old = random.nextBoolean() ? model.getOrDefault(key, 0) : Integer.valueOf(-1);
                    same(map.remove(key, old), model.remove(key, old));
                }
                case 1 -> same(map.compute(key, (k, old) -> null), model.compute(key, (k, old) -> null));
                case 2 ->
                    same(map.computeIfPresent(key, (k, old) -> null), model.computeIfPresent(key, (k, old) -> null));
                case 3 -> same(map.keySet().remove(key), model.keySet().remove(key));
                default -> same(map.remove(key), model.remove(key));
            }
        }

        private void doInBulk() {
            switch (random.nextInt(11)) {
                case 0 -> {
                    map.replaceAll((key, value) -> value + 1);
                    model.replaceAll((key, value) -> value + 1);
                }
                case 1 ->
                    same(
                            map.values().removeIf(value -> value % 7 == 0),
                            model.values().removeIf(value -> value % 7 == 0));
                case 2 ->
                    same(
                            map.keySet().removeIf(key -> key.hashCode() % 5 == 0),
                            model.keySet().removeIf(key -> key.hashCode() % 5 == 0));
                case 3 -> map.trimToSize();
                case 4 -> map.verify();
                case 5 -> {
                    if (random.nextInt(4) == 0) {
                        map.clear();
                        model.clear();
                    }
                }
                case 6 -> compare("map", map, model);
                case 7 -> same(map.size(), model.size());
                case 8 -> walkByCursor();
                case 9 -> compareChanges();
                default -> changeWhileIterating();
            }
        }

        private void changeWhileIterating() {
            Set<Object> mustMeet = new HashSet<>(model.keySet());
            Set<Object> met = new HashSet<>();
            for (var entries = map.entrySet().iterator(); entries.hasNext(); ) {
                var entry = entries.next();
                if (!met.add(entry.getKey())) {
                    violated("iteration met " + entry.getKey() + " twice");
                }
                switch (random.nextInt(4)) {
                    case 0 -> {
                        entries.remove();
                        model.remove(entry.getKey());
                    }
                    case 1 -> {
                        Object other = key();
                        same(map.remove(other), model.remove(other));
                        mustMeet.remove(other);
                    }
                    case 2 -> {
                        Object other = key();
                        same(map.put(other, step), model.put(other, step));
                    }
                    default -> {
                        if (model.containsKey(entry.getKey())) {
                            entry.setValue(step);
                            model.put(entry.getKey(), step);
                        }
                    }
                }
            }
            mustMeet.removeAll(met);
            if (!mustMeet.isEmpty()) {
                violated("iteration missed " + mustMeet);
            }
        }

        /** Keys that stay are met once, whatever comes and goes between the steps. */
        private void walkByCursor() {
            Set<Object> mustMeet = new HashSet<>(model.keySet());
            Set<Object> met = new HashSet<>();
            long cursor = 0;
            do {
                cursor = map.scan(cursor, 1 + random.nextInt(100), (key, value) -> {
                    if (!met.add(key) && mustMeet.contains(key)) {
                        violated("the cursor met " + key + " twice");
                    }
                });
                Object other = key();
                if (random.nextBoolean()) {
                    same(map.remove(other), model.remove(other));
                    mustMeet.remove(other);
                } else {
                    same(map.put(other, step), model.put(other, step));
                }
                if (random.nextInt(100) == 0) {
                    map.trimToSize();
                }
            } while (cursor != 0);
            mustMeet.removeAll(met);
            if (!mustMeet.isEmpty()) {
                violated("the cursor missed " + mustMeet);
            }
        }

        private void compareChanges() {
            if (open.size() < 2) {
                return;
            }
            Taken older = open.get(random.nextInt(open.size() - 1));
            Taken newer = open.get(open.size() - 1);
            Map<Object, Integer> changed = new HashMap<>(older.copy());
            for (Change<Object, Integer> change : newer.snapshot().changesSince(older.snapshot())) {
                same(change.before(), changed.get(change.key()));
                if (change.after() == null) {
                    changed.remove(change.key());
                } else {
                    changed.put(change.key(), change.after());
                }
            }
            same(changed, newer.copy());
        }

        private void takeOrClose() {
            if (open.size() < OPEN_AT_ONCE && random.nextBoolean()) {
                open.add(new Taken(map.snapshot(), new HashMap<>(model)));
            } else if (!open.isEmpty()) {
                int index = random.nextInt(open.size());
                if (random.nextBoolean()) {
                    compare(
                            "snapshot",
                            open.get(index).snapshot(),
                            open.get(index).copy());
                } else {
                    close(index);
                }
            }
        }

        private void close(int index) {
            Taken taken = open.remove(index);
            compare("snapshot at its end", taken.snapshot(), taken.copy());
            taken.snapshot().close();
        }

        private void compare(String name, Map<Object, Integer> actual, Map<Object, Integer> expected) {
            Set<Object> met = new HashSet<>();
            actual.forEach((key, value) -> {
                if (!met.add(key) || !value.equals(expected.get(key))) {
                    violated(name + " met " + key + "=" + value + " instead of " + expected.get(key));
                }
            });
            if (met.size() != expected.size() || actual.size() != expected.size()) {
                violated(name + " met " + met.size() + " of " + expected.size() + " entries, size " + actual.size());
            }
            for (int i = 0; i < 20; i++) {
                Object key = key();
                if (!Objects.equals(actual.get(key), expected.get(key))) {
                    violated(name + " has " + actual.get(key) + " at " + key + " instead of " + expected.get(key));
                }
            }
        }

        private void same(Object actual, Object expected) {
            if (!Objects.equals(actual, expected)) {
                violated(actual + " instead of " + expected);
            }
        }

        private void violated(String what) {
            if (violation == null) {
                violation = "step " + step + " with " + keyCount + " keys like " + keys.apply(1) + ": " + what;
            }
        }
    }
}
