package dev.stillmap;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Every operation of a map that takes a key or runs code of keys or values, for tests that let each meet the same
 * trouble.
 *
 * @param name what is called
 * @param wholly whether it changes at most one key, or nothing
 * @param action calls it with a key and a value to write, and returns what it returned
 */
record Operation<K, V>(String name, boolean wholly, Action<K, V> action) {

    /** What is called. */
    interface Action<K, V> {
        Object call(StillMap<K, V> map, K key, V value);
    }

    @Override
    public String toString() {
        return name;
    }

    /** All of them. */
    static <K, V> List<Operation<K, V>> all() {
        List<Operation<K, V>> all = new ArrayList<>();
        lookups(all);
        writes(all);
        functions(all);
        views(all);
        many(all);
        snapshots(all);
        holds(all);
        return all;
    }

    private static <K, V> void add(List<Operation<K, V>> all, String name, Action<K, V> action) {
        all.add(new Operation<>(name, true, action));
    }

    private static <K, V> void addMany(List<Operation<K, V>> all, String name, Action<K, V> action) {
        all.add(new Operation<>(name, false, action));
    }

    private static <K, V> void lookups(List<Operation<K, V>> all) {
        add(all, "get", (map, key, value) -> map.get(key));
        add(all, "getOrDefault", (map, key, value) -> map.getOrDefault(key, value));
        add(all, "containsKey", (map, key, value) -> map.containsKey(key));
        add(all, "containsValue", (map, key, value) -> map.containsValue(value));
        add(all, "getStamped", (map, key, value) -> {
            Stamped<V> stamped = map.getStamped(key);
            return stamped == null ? null : stamped.value();
        });
        add(all, "equals", (map, key, value) -> map.equals(Map.copyOf(map)));
        add(all, "hashCode", (map, key, value) -> map.hashCode());
        add(all, "scan by cursor", (map, key, value) -> {
            int[] met = {0};
            long cursor = 0;
            do {
                cursor = map.scan(cursor, 3, (k, v) -> met[0]++);
            } while (cursor != 0);
            return met[0];
        });
    }

    private static <K, V> void writes(List<Operation<K, V>> all) {
        add(all, "put", StillMap::put);
        add(all, "putIfAbsent", StillMap::putIfAbsent);
        add(all, "replace", StillMap::replace);
        add(all, "replace if equal", (map, key, value) -> map.replace(key, map.getOrDefault(key, value), value));
        add(all, "replace if not equal", (map, key, value) -> map.replace(key, value, value));
        add(all, "remove", (map, key, value) -> map.remove(key));
        add(all, "remove if equal", (map, key, value) -> map.remove(key, map.getOrDefault(key, value)));
        add(all, "remove if not equal", (map, key, value) -> map.remove(key, value));
        add(all, "replaceStamped", (map, key, value) -> {
            Stamped<V> stamped = map.getStamped(key);
            return stamped != null && map.replaceStamped(key, stamped, value);
        });
    }

    private static <K, V> void functions(List<Operation<K, V>> all) {
        add(all, "compute", (map, key, value) -> map.compute(key, (k, old) -> value));
        add(all, "compute to nothing", (map, key, value) -> map.compute(key, (k, old) -> null));
        add(all, "computeIfAbsent", (map, key, value) -> map.computeIfAbsent(key, k -> value));
        add(all, "computeIfAbsent to nothing", (map, key, value) -> map.computeIfAbsent(key, k -> null));
        add(all, "computeIfPresent", (map, key, value) -> map.computeIfPresent(key, (k, old) -> value));
        add(all, "computeIfPresent to nothing", (map, key, value) -> map.computeIfPresent(key, (k, old) -> null));
        add(all, "merge", (map, key, value) -> map.merge(key, value, (old, given) -> given));
        add(all, "merge to nothing", (map, key, value) -> map.merge(key, value, (old, given) -> null));
    }

    private static <K, V> void views(List<Operation<K, V>> all) {
        add(all, "keySet contains", (map, key, value) -> map.keySet().contains(key));
        add(all, "keySet remove", (map, key, value) -> map.keySet().remove(key));
        add(all, "values contains", (map, key, value) -> map.values().contains(value));
        add(all, "values remove", (map, key, value) -> map.values().remove(value));
        add(all, "entrySet contains", (map, key, value) -> map.entrySet().contains(Map.entry(key, value)));
        add(
                all,
                "entrySet remove",
                (map, key, value) -> map.entrySet().remove(Map.entry(key, map.getOrDefault(key, value))));
        add(all, "iterator remove", (map, key, value) -> {
            Iterator<K> keys = map.keySet().iterator();
            boolean any = keys.hasNext();
            if (any) {
                keys.next();
                keys.remove();
            }
            return any;
        });
        add(all, "iteration tryRemove", (map, key, value) -> {
            try (Iteration<K, V> iteration = map.iterate(IterationContract.SNAPSHOT)) {
                if (!iteration.hasNext()) {
                    return false;
                }
                iteration.next();
                return iteration.tryRemove();
            }
        });
    }

    private static <K, V> void many(List<Operation<K, V>> all) {
        addMany(all, "putAll", (map, key, value) -> {
            map.putAll(Map.of(key, value));
            return null;
        });
        addMany(all, "replaceAll", (map, key, value) -> {
            map.replaceAll((k, old) -> value);
            return null;
        });
        addMany(all, "clear", (map, key, value) -> {
            map.clear();
            return null;
        });
        addMany(all, "keySet retainAll", (map, key, value) -> map.keySet().retainAll(Set.of(key)));
        addMany(all, "values removeAll", (map, key, value) -> map.values().removeAll(Set.of(value)));
        addMany(
                all,
                "entrySet removeIf",
                (map, key, value) ->
                        map.entrySet().removeIf(entry -> entry.getKey().equals(key)));
        addMany(all, "trimToSize", (map, key, value) -> {
            map.trimToSize();
            return null;
        });
    }

    private static <K, V> void snapshots(List<Operation<K, V>> all) {
        add(all, "snapshot get", inSnapshot(Snapshot::get));
        add(all, "snapshot containsKey", inSnapshot(Snapshot::containsKey));
        add(all, "snapshot containsValue", (map, key, value) -> {
            try (Snapshot<K, V> snapshot = map.snapshot()) {
                return snapshot.containsValue(value);
            }
        });
        add(all, "snapshot size", inSnapshot((snapshot, key) -> snapshot.size()));
        add(all, "snapshot equals", inSnapshot((snapshot, key) -> snapshot.equals(Map.copyOf(snapshot))));
        addMany(all, "changes", (map, key, value) -> {
            try (Snapshot<K, V> older = map.snapshot()) {
                map.put(key, value);
                try (Snapshot<K, V> newer = map.snapshot()) {
                    int found = 0;
                    for (Change<K, V> change : newer.changesSince(older)) {
                        found += change.key() == null ? 0 : 1;
                    }
                    return found;
                }
            }
        });
        add(all, "scan", (map, key, value) -> {
            int[] met = {0};
            map.scan((k, v) -> met[0]++);
            return met[0];
        });
    }

    private static <K, V> void holds(List<Operation<K, V>> all) {
        add(all, "hold", (map, key, value) -> {
            try (IterationLock.Hold<K, V> hold = map.lockForIteration()) {
                return hold.get(key);
            }
        });
        add(all, "hold that refuses", (map, key, value) -> {
            try (IterationLock.Hold<K, V> hold =
                    map.lockForIteration(IterationLock.defaults().policy(IterationLock.Policy.REFUSE))) {
                return hold.size() + (hold.containsKey(key) ? 1 : 0);
            }
        });
        add(all, "hold, EXCLUSIVE", (map, key, value) -> iterated(map, IterationContract.EXCLUSIVE));
        add(all, "FAIL_FAST", (map, key, value) -> iterated(map, IterationContract.FAIL_FAST));
    }

    private static <K, V> int iterated(StillMap<K, V> map, IterationContract contract) {
        int met = 0;
        try (Iteration<K, V> iteration = map.iterate(contract)) {
            while (iteration.hasNext()) {
                met += iteration.next().getKey() == null ? 0 : 1;
            }
        }
        return met;
    }

    private static <K, V> Action<K, V> inSnapshot(BiFunction<Snapshot<K, V>, K, Object> read) {
        return (map, key, value) -> {
            try (Snapshot<K, V> snapshot = map.snapshot()) {
                return read.apply(snapshot, key);
            }
        };
    }
}
