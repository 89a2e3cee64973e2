package dev.stillmap.classic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A map and its iterations, held against what Go's language specification says of them. Every entry is known by a
 * number that it gets when it is inserted; a key removed and put back is another entry. Of each step it is said what
 * must come, what may and what must not.
 */
final class IterationModel {

    private static final int ITERATIONS = 3;

    /** An entry that is in the map. */
    private static final class Entry {

        final Object key;

        /** The key that the map must hand out. */
        Object storedKey;

        Object value;

        Entry(Object key, Object value) {
            this.key = key;
            this.storedKey = key;
            this.value = value;
        }
    }

    /** One iteration that goes on. */
    private static final class Walk {

        final GoIterator<Object, Object> each;

        final Set<Entry> met = new HashSet<>();

        /** What was there at the first step and has not come or gone since. */
        final Set<Entry> due = new HashSet<>();

        boolean begun;

        Walk(GoIterator<Object, Object> each) {
            this.each = each;
        }
    }

    private final SplittableRandom random;

    private final boolean goEquality;

    private final int keys;

    private final int hashMask;

    private final GoMap<Object, Object> map;

    /** Entries by key; those whose keys are not equal to themselves by value. */
    private final Map<Object, Entry> present = new HashMap<>();

    private final Map<Object, Entry> unfindable = new IdentityHashMap<>();

    private final List<Walk> walks = new ArrayList<>();

    private final List<String> log = new ArrayList<>();

    private int values;

    IterationModel(long seed) {
        random = new SplittableRandom(seed);
        goEquality = random.nextBoolean();
        keys = 1 << random.nextInt(1, 11);
        hashMask = random.nextInt(4) == 0 ? (1 << random.nextInt(6)) - 1 : -1;
        GoMap.Builder builder = GoMap.builder().seed(random.nextLong());
        map = (goEquality ? builder.goEquality() : builder).build();
    }

    /** Runs so many operations; what is broken is thrown with the operations before it. */
    void run(int operations) {
        try {
            for (int i = 0; i < operations; i++) {
                operate();
            }
            map.verify();
            check(map.size() == present.size() + unfindable.size(), "size " + map.size());
            while (!walks.isEmpty()) {
                step(0);
            }
        } catch (AssertionError | RuntimeException e) {
            int from = Math.max(0, log.size() - 40);
            throw new AssertionError(e.getMessage() + "; the last operations: " + log.subList(from, log.size()), e);
        }
    }

    private void operate() {
        int choice = random.nextInt(100);
        if (choice < 40) {
            put(key());
        } else if (choice < 58) {
            remove(key());
        } else if (choice < 59) {
            burst();
        } else if (choice < 60 && random.nextInt(4) == 0) {
            clear();
        } else if (choice < 61) {
            removeMost();
        } else if (choice < 64) {
            begin();
        } else if (!walks.isEmpty()) {
            int walk = random.nextInt(walks.size());
            if (choice < 68) {
                removeMet(walk);
            } else if (choice < 70) {
                look(walk);
            } else {
                step(walk);
            }
        }
        if (random.nextInt(50) == 0) {
            map.verify();
        }
    }

    private Object key() {
        int number = random.nextInt(keys);
        if (hashMask >= 0) {
            return new Colliding(number, hashMask);
        }
        if (number % 7 == 0) {
            return random.nextInt(4) == 0 ? Double.NaN : number == 0 && random.nextBoolean() ? -0.0 : (double) number;
        }
        return number;
    }

    private boolean isReflexive(Object key) {
        return !goEquality || !(key instanceof Double && ((Double) key).isNaN());
    }

    /** The key as a {@code HashMap} tells it apart. */
    private Object canonical(Object key) {
        return goEquality && key instanceof Double && (Double) key == 0.0 ? Double.valueOf(0.0) : key;
    }

    private void put(Object key) {
        Object value = "value " + values++;
        log.add("put " + key + " " + value);
        Object before = map.put(key, value);
        if (!isReflexive(key)) {
            check(before == null, "a key that cannot be found was updated");
            unfindable.put(value, new Entry(key, value));
            return;
        }
        Entry entry = present.get(canonical(key));
        check(Objects.equals(before, entry == null ? null : entry.value), "put returned " + before);
        if (entry == null) {
            present.put(canonical(key), new Entry(canonical(key), value));
            present.get(canonical(key)).storedKey = key;
        } else {
            entry.value = value;
            if (goEquality) {
                entry.storedKey = key;
            }
        }
    }

    private void remove(Object key) {
        log.add("remove " + key);
        Object before = map.remove(key);
        Entry entry = isReflexive(key) ? present.remove(canonical(key)) : null;
        check(Objects.equals(before, entry == null ? null : entry.value), "remove returned " + before);
        if (entry != null) {
            gone(entry);
        }
        check(map.get(key) == null && !map.containsKey(key), "a removed key is there");
    }

    private void gone(Entry entry) {
        for (Walk walk : walks) {
            walk.due.remove(entry);
        }
    }

    private void burst() {
        for (int i = random.nextInt(keys + 1); i > 0; i--) {
            put(key());
        }
    }

    private void removeMost() {
        for (Object key : new ArrayList<>(present.keySet())) {
            if (random.nextInt(8) != 0) {
                remove(key);
            }
        }
    }

    private void clear() {
        log.add("clear");
        map.clear();
        present.clear();
        unfindable.clear();
        for (Walk walk : walks) {
            walk.due.clear();
        }
    }

    private void begin() {
        if (walks.size() < ITERATIONS) {
            GoOrder<Object> order = switch (random.nextInt(6)) {
                case 0 -> GoOrder.ascending();
                case 1 -> GoOrder.seeded(random.nextLong());
                case 2 -> GoOrder.sorted((one, other) -> one.toString().compareTo(other.toString()));
                default -> GoOrder.random();
            };
            log.add("begin " + order);
            walks.add(new Walk(map.iterate(order)));
        }
    }

    private void first(Walk walk) {
        if (!walk.begun) {
            walk.begun = true;
            walk.due.addAll(present.values());
            walk.due.addAll(unfindable.values());
        }
    }

    /** As {@code hasNext} does: it says whether there is an entry, and takes none. */
    private void look(int index) {
        Walk walk = walks.get(index);
        first(walk);
        boolean more = walk.each.peek();
        log.add("look " + index + ": " + more);
        if (!more) {
            check(walk.due.isEmpty(), "an iteration ended before " + keysOf(walk.due));
            walks.remove(index);
        }
    }

    private void step(int index) {
        Walk walk = walks.get(index);
        first(walk);
        if (!walk.each.advance()) {
            log.add("end " + index);
            check(walk.due.isEmpty(), "an iteration ended before " + keysOf(walk.due));
            walks.remove(index);
            return;
        }
        Object key = walk.each.key();
        Object value = walk.each.value();
        log.add("met " + key + " " + value + " by " + index);
        Entry entry = isReflexive(key) ? present.get(canonical(key)) : unfindable.get(value);
        check(entry != null, "an iteration met a key that is not there: " + key);
        check(entry.value.equals(value), "an iteration met an old value: " + key + ", " + value);
        check(entry.storedKey.equals(key), "an iteration met an old key: " + key);
        check(walk.met.add(entry), "an iteration met an entry twice: " + key + ", " + value);
        walk.due.remove(entry);
    }

    private void removeMet(int index) {
        Walk walk = walks.get(index);
        if (!walk.begun) {
            return;
        }
        Object key;
        Object value;
        try {
            key = walk.each.key();
            value = walk.each.value();
            walk.each.remove();
        } catch (IllegalStateException e) {
            return;
        }
        log.add("remove met " + key + " " + value + " by " + index);
        Entry entry = isReflexive(key) ? present.remove(canonical(key)) : unfindable.remove(value);
        if (entry != null) {
            gone(entry);
        }
        check(map.size() == present.size() + unfindable.size(), "size " + map.size() + " after a removal");
    }

    private static List<Object> keysOf(Set<Entry> entries) {
        return entries.stream().map(entry -> entry.key).toList();
    }

    private static void check(boolean holds, String broken) {
        if (!holds) {
            throw new AssertionError(broken);
        }
    }
}
