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

/**
 * Draws a map's structure for somebody to look at, while others go on writing. Cells take no bucket's lock; {@link #site}
 * does as a lookup does, after many attempts.
 */
final class Picture {

    private Picture() {}

    static MapPicture of(MapCore core, int maxCells) {
        if (maxCells < 1) {
            throw new IllegalArgumentException("maxCells is " + maxCells + ", but a picture has at least 1 cell");
        }
        List<Table> chain = chain(core);
        return new MapPicture(
                core.tracer().mapName(),
                Math.max(0, core.count()),
                core.epochs().current().number,
                chain.stream()
                        .map(table -> new MapPicture.Table(table.id, table.buckets(), table.moved()))
                        .toList(),
                cells(chain, Integer.highestOneBit(maxCells)),
                snapshots(core),
                walks(core),
                core.holdStates());
    }

    /**
     * The table that holds the entries, and the one that it is emptied into, if there is one. Copied once, so that all
     * of a picture is of the same two; a table that has been emptied, and not been taken off yet, is passed over.
     */
    private static List<Table> chain(MapCore core) {
        Table first = core.table();
        for (Table next = first.next(); next != null && first.moved() == first.buckets(); next = first.next()) {
            first = next;
        }
        Table next = first.next();
        return next == null ? List.of(first) : List.of(first, next);
    }

    /** The size of the larger table, which tells most. */
    private static int buckets(List<Table> chain) {
        return chain.stream().mapToInt(Table::buckets).max().orElseThrow();
    }

    private static Cells cells(List<Table> chain, int maxCells) {
        int buckets = buckets(chain);
        byte[] packed = new byte[Math.min(buckets, maxCells)];
        int stride = buckets / packed.length;
        for (int i = 0; i < packed.length; i++) {
            packed[i] = cell(chain, i * stride);
        }
        return new Cells(stride, packed);
    }

    /**
     * Reads the words of the bucket in which a lookup would look, each once and of the same array, which another one
     * replaces when the bucket's segment is released. A write at the same moment may show in one of them and not yet in
     * another, which the next picture sets right.
     */
    private static byte cell(List<Table> chain, int index) {
        Table first = chain.get(0);
        Table t = first;
        while (true) {
            int bucket = index & t.mask;
            int o = Table.offset(bucket);
            long[] meta = t.metas[Table.segmentOf(bucket)];
            if (meta == null) {
                return 0;
            }
            long word = Table.wordVolatile(meta, o);
            if (Word.evacuated(word)) {
                t = t.successor();
                continue;
            }
            Overflow overflow = Word.overflowed(word) ? t.overflow(bucket) : null;
            int load =
                    Long.bitCount(Hashing.used(Table.ctrlAcquire(meta, o))) + (overflow == null ? 0 : overflow.size());
            // Where a growth has begun since the chain was copied, the picture knows nothing of it.
            return Cells.pack(load, overflow != null, t != first && chain.size() > 1, Word.reserved(word));
        }
    }

    /** A bucket of a picture whose larger table had that many; null if there is none like that any more. */
    static MapPicture.@Nullable Site site(MapCore core, int index, int buckets) {
        List<Table> chain = chain(core);
        if (buckets != buckets(chain) || index < 0 || index >= buckets) {
            return null;
        }
        Table t = chain.get(0);
        while (true) {
            int bucket = index & t.mask;
            MapInternals.Bucket content = Structure.bucketOf(t, bucket);
            if (!content.moved()) {
                return new MapPicture.Site(t.id, t.buckets(), bucket, content);
            }
            t = t.successor();
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
