package dev.stillmap.internal;

import dev.stillmap.stats.MapInternals;
import dev.stillmap.stats.MapPicture;
import dev.stillmap.stats.MapPicture.Cells;
import dev.stillmap.trace.IterationLife;
import dev.stillmap.trace.Watched;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Draws a map's structure for somebody to look at, while others go on writing. It takes no bucket's lock. */
final class Picture {

    private Picture() {}

    static MapPicture of(MapCore core, int maxCells) {
        if (maxCells < 1) {
            throw new IllegalArgumentException("maxCells is " + maxCells + ", but a picture has at least 1 cell");
        }
        Table first = core.table();
        return new MapPicture(
                core.tracer().mapName(),
                Math.max(0, core.count()),
                core.epochs().current().number,
                tables(first),
                cells(first, Integer.highestOneBit(maxCells)),
                snapshots(core),
                walks(core),
                core.holdStates());
    }

    private static List<MapPicture.Table> tables(Table first) {
        List<MapPicture.Table> tables = new ArrayList<>();
        for (Table t = first; t != null; t = t.next()) {
            tables.add(new MapPicture.Table(t.id, t.buckets(), t.moved()));
        }
        return Collections.unmodifiableList(tables);
    }

    /** The size of the larger table, which tells most. */
    private static int buckets(Table first) {
        int buckets = 0;
        for (Table t = first; t != null; t = t.next()) {
            buckets = Math.max(buckets, t.buckets());
        }
        return buckets;
    }

    private static Cells cells(Table first, int maxCells) {
        int buckets = buckets(first);
        byte[] packed = new byte[Math.min(buckets, maxCells)];
        int stride = buckets / packed.length;
        for (int i = 0; i < packed.length; i++) {
            packed[i] = cell(first, i * stride);
        }
        return new Cells(stride, packed);
    }

    /**
     * Reads the bucket's words once, as they are: a write at the same moment may show in one of them and not yet in
     * another, which the next picture sets right.
     */
    private static byte cell(Table first, int index) {
        Table t = locate(first, index);
        int bucket = index & t.mask;
        long[] meta = t.metas[Table.segmentOf(bucket)];
        if (meta == null) {
            return 0;
        }
        int o = Table.offset(bucket);
        long word = Table.wordVolatile(meta, o);
        Overflow overflow = Word.overflowed(word) ? t.overflow(bucket) : null;
        int load = Long.bitCount(Hashing.used(Table.ctrlAcquire(meta, o))) + (overflow == null ? 0 : overflow.size());
        return Cells.pack(load, overflow != null, t != first, Word.reserved(word));
    }

    /** The table in which a lookup finds the bucket of that index. */
    private static Table locate(Table first, int index) {
        Table t = first;
        while (true) {
            int bucket = index & t.mask;
            long[] meta = t.metas[Table.segmentOf(bucket)];
            if (meta == null || !Word.evacuated(Table.wordVolatile(meta, Table.offset(bucket)))) {
                return t;
            }
            t = t.successor();
        }
    }

    /** A bucket of a picture whose larger table had that many; null if there is none like that any more. */
    static MapPicture.@Nullable Site site(MapCore core, int index, int buckets) {
        Table first = core.table();
        if (buckets != buckets(first) || index < 0 || index >= buckets) {
            return null;
        }
        while (true) {
            Table t = locate(first, index);
            int bucket = index & t.mask;
            MapInternals.Bucket content = Structure.bucketOf(t, bucket);
            if (!content.moved()) {
                return new MapPicture.Site(t.id, t.buckets(), bucket, content);
            }
        }
    }

    private static List<MapPicture.OpenSnapshot> snapshots(MapCore core) {
        List<MapPicture.OpenSnapshot> open = new ArrayList<>();
        long now = System.nanoTime();
        core.epochs()
                .forEachOpen(
                        core,
                        node -> open.add(new MapPicture.OpenSnapshot(
                                node.cut, node.root.buckets(), Math.max(0, now - node.openedAt), node.retained())));
        return Collections.unmodifiableList(open);
    }

    private static List<MapPicture.Walk> walks(MapCore core) {
        List<MapPicture.Walk> open = new ArrayList<>();
        long now = System.nanoTime();
        for (OpenIteration iteration : core.iterations()) {
            open.add(new MapPicture.Walk(iteration.describe(), Math.max(0, now - iteration.openedAt)));
        }
        for (IterationLife life : core.tracer().alive()) {
            if (life.watched() == Watched.VIEW) {
                open.add(new MapPicture.Walk(Structure.describe(life), Math.max(0, now - life.beganAt())));
            }
        }
        open.sort(Comparator.comparingLong(walk -> walk.iteration().id()));
        return Collections.unmodifiableList(open);
    }
}
