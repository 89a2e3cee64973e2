package dev.stillmap.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What changed in the structure of a map between two moments, line by line: the map first, then its growth, buckets,
 * snapshots and iterations. O(n).
 */
public final class InternalsDiff {

    private final MapOutline before;

    private final MapOutline after;

    private final List<String> lines = new ArrayList<>();

    private InternalsDiff(MapOutline before, MapOutline after) {
        this.before = before;
        this.after = after;
    }

    /**
     * Compares two moments of a map; of different maps too, which the first line then says.
     *
     * @param before the earlier one
     * @param after the later one
     * @return what changed, a line each; empty if nothing did
     */
    public static List<String> between(Internals before, Internals after) {
        InternalsDiff diff = new InternalsDiff(before.outline(), after.outline());
        diff.map();
        diff.tables();
        diff.snapshots();
        diff.iterations();
        return List.copyOf(diff.lines);
    }

    private void map() {
        changed("map", before.kind() + " " + before.map(), after.kind() + " " + after.map());
        changed("entries", before.entries(), after.entries());
        changed("epoch", before.epoch(), after.epoch());
        changed("seed", before.seed(), after.seed());
        changed("growth", growth(before), growth(after));
    }

    private static String growth(MapOutline outline) {
        List<MapOutline.Table> tables = outline.tables();
        if (tables.isEmpty()) {
            return "no table";
        }
        String sizes = tables.stream()
                .map(table -> String.valueOf(table.chains().size()))
                .collect(Collectors.joining(" -> "));
        int moved = tables.get(0).moved();
        return sizes + " buckets"
                + (tables.size() == 1
                        ? ""
                        : ", " + moved + " of " + tables.get(0).chains().size() + " moved");
    }

    /** A table is the same one if it has as many buckets; while it grows to the same size, the place tells them apart. */
    private void tables() {
        if (growsToSameSize(before) || growsToSameSize(after)) {
            for (int t = 0; t < Math.min(before.tables().size(), after.tables().size()); t++) {
                table(before.tables().get(t), after.tables().get(t));
            }
            return;
        }
        for (MapOutline.Table then : before.tables()) {
            for (MapOutline.Table now : after.tables()) {
                if (then.chains().size() == now.chains().size()) {
                    table(then, now);
                }
            }
        }
    }

    private static boolean growsToSameSize(MapOutline outline) {
        List<MapOutline.Table> tables = outline.tables();
        return tables.size() > 1
                && tables.get(0).chains().size() == tables.get(1).chains().size();
    }

    private void table(MapOutline.Table then, MapOutline.Table now) {
        int buckets = Math.min(then.chains().size(), now.chains().size());
        for (int i = 0; i < buckets; i++) {
            bucket(i + " of " + buckets, then.chains().get(i), now.chains().get(i));
        }
    }

    private void bucket(String name, MapOutline.Chain then, MapOutline.Chain now) {
        if (then.equals(now)) {
            return;
        }
        List<String> changes = new ArrayList<>();
        if (then.moved() != now.moved()) {
            changes.add(now.moved() ? "moved" : "is back");
        }
        if (then.load() != now.load()) {
            changes.add("load " + then.load() + " -> " + now.load());
        }
        if (then.overflow() != now.overflow()) {
            changes.add((now.overflow() > then.overflow() ? "overflow added: " : "overflow gone: ") + then.overflow()
                    + " -> " + now.overflow());
        }
        if (then.reserved() != now.reserved()) {
            changes.add(now.reserved() ? "reserved" : "no longer reserved");
        }
        if (then.stamp() != now.stamp()) {
            changes.add("stamp " + then.stamp() + " -> " + now.stamp());
        }
        lines.add("bucket " + name + ": " + String.join(", ", changes));
    }

    private void snapshots() {
        each(before.snapshots(), after.snapshots(), MapOutline.Snapshot::cut, (cut, then, now) -> {
            String name = "snapshot of epoch " + cut;
            if (then == null) {
                lines.add(name + ": opened");
            } else if (now == null) {
                lines.add(name + ": closed");
            } else {
                changed(name + ": retained bytes", then.retainedBytes(), now.retainedBytes());
            }
        });
    }

    private void iterations() {
        each(before.iterations(), after.iterations(), MapOutline.Iteration::id, (id, then, now) -> {
            String name = "iteration " + id;
            if (then == null) {
                lines.add(name + ": began, " + Objects.requireNonNull(now).contract() + ", " + now.state());
            } else if (now == null) {
                lines.add(name + ": ended");
            } else if (!then.equals(now)) {
                String place = now.bucket() == then.bucket() ? "" : ", bucket " + then.bucket() + " -> " + now.bucket();
                String state = now.state() == then.state() ? "" : ", " + then.state() + " -> " + now.state();
                lines.add(name + ": advanced" + place + state);
            }
        });
    }

    /** What two lists have of one key; one of them may be null. */
    private interface Pair<T> {
        void of(long key, @Nullable T then, @Nullable T now);
    }

    private static <T> void each(List<T> before, List<T> after, Function<T, Long> key, Pair<T> pair) {
        Map<Long, T> then = byKey(before, key);
        Map<Long, T> now = byKey(after, key);
        TreeSet<Long> keys = new TreeSet<>(then.keySet());
        keys.addAll(now.keySet());
        for (Long k : keys) {
            pair.of(k, then.get(k), now.get(k));
        }
    }

    private static <T> Map<Long, T> byKey(List<T> elements, Function<T, Long> key) {
        Map<Long, T> map = new TreeMap<>();
        elements.forEach(element -> map.put(key.apply(element), element));
        return map;
    }

    private void changed(String what, @Nullable Object then, @Nullable Object now) {
        if (!Objects.equals(then, now)) {
            lines.add(what + ": " + then + " -> " + now);
        }
    }
}
