package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import dev.stillmap.stats.MapInternals;
import dev.stillmap.stats.MapOutline;
import dev.stillmap.trace.IterationLife;
import dev.stillmap.trace.Watched;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Copies a map's structure for somebody to look at, while others go on writing. */
final class Structure {

    private final EntryBuffer entries = new EntryBuffer();

    private Structure() {}

    static MapInternals of(MapCore core) {
        var structure = new Structure();
        List<MapInternals.Table> tables = new ArrayList<>();
        for (Table t = core.table(); t != null; t = t.next()) {
            tables.add(structure.table(t));
        }
        return new MapInternals(
                core.tracer().mapName(),
                core.count(),
                core.epochs().current().number,
                Collections.unmodifiableList(tables),
                snapshots(core),
                iterations(core));
    }

    private static List<MapOutline.Snapshot> snapshots(MapCore core) {
        List<MapOutline.Snapshot> open = new ArrayList<>();
        core.epochs()
                .forEachOpen(
                        core,
                        node -> open.add(new MapOutline.Snapshot(node.cut, node.root.buckets(), node.retained())));
        return Collections.unmodifiableList(open);
    }

    private static List<MapInternals.OpenIteration> iterations(MapCore core) {
        List<MapInternals.OpenIteration> open = new ArrayList<>();
        for (OpenIteration iteration : core.iterations()) {
            open.add(iteration.describe());
        }
        for (IterationLife life : core.tracer().alive()) {
            if (life.watched() == Watched.VIEW) {
                open.add(describe(life));
            }
        }
        open.sort(Comparator.comparingLong(MapInternals.OpenIteration::id));
        return Collections.unmodifiableList(open);
    }

    static MapInternals.OpenIteration describe(IterationLife life) {
        return new MapInternals.OpenIteration(life.id(), life.watched(), life.contract(), life.state(), life.place());
    }

    /** One bucket alone. */
    static MapInternals.Bucket bucketOf(Table t, int bucket) {
        return new Structure().bucket(t, bucket);
    }

    private MapInternals.Table table(Table t) {
        List<MapInternals.Bucket> buckets = new ArrayList<>();
        for (int bucket = 0; bucket < t.buckets(); bucket++) {
            buckets.add(bucket(t, bucket));
        }
        return new MapInternals.Table(t.moved(), Collections.unmodifiableList(buckets));
    }

    private MapInternals.Bucket bucket(Table t, int bucket) {
        entries.clear();
        long[] meta = t.metas[Table.segmentOf(bucket)];
        // Segments of a table that is being filled come with the first bucket that moves into them.
        boolean absent = meta == null;
        long word = absent ? 0 : Table.wordVolatile(requireNonNull(meta), Table.offset(bucket));
        boolean moved = !absent && !BucketReader.readLive(t, bucket, entries);
        List<Map.Entry<Object, Object>> copied = new ArrayList<>();
        for (int i = 0; i < entries.length; i += 2) {
            copied.add(Map.entry(requireNonNull(entries.kv[i]), requireNonNull(entries.kv[i + 1])));
        }
        Overflow overflow = absent || moved ? null : t.overflow(bucket);
        return new MapInternals.Bucket(
                moved,
                Word.reserved(word),
                Word.stamp(word),
                // Looked at by itself: never more than was read.
                overflow == null ? 0 : Math.min(overflow.size(), copied.size()),
                Collections.unmodifiableList(copied));
    }
}
