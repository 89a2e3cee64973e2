package dev.stillmap.classic;

import dev.stillmap.stats.Internals;
import dev.stillmap.stats.MapInternals.OpenIteration;
import dev.stillmap.stats.MapOutline;
import dev.stillmap.trace.IterationTracer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The structure of a {@link GoMap} at one moment, in the terms of Go's runtime. For looking at.
 *
 * @param map the map's name
 * @param seed the seed of its hashes, which {@code clear} and becoming empty change
 * @param count entries
 * @param log log2 of the number of buckets
 * @param overflows overflow buckets of the array, exact up to 2<sup>15</sup> buckets and about right beyond
 * @param growing whether there is an old array
 * @param sameSize whether the map grows into an array of the same size
 * @param evacuated all old buckets below this one have been moved
 * @param poolLeft overflow buckets that were reserved with the array and are still free
 * @param clearSequence how often the map was cleared while it had entries
 * @param buckets the chains; empty as long as no entry has come
 * @param oldBuckets the chains of the old array; empty if the map is not growing
 * @param iterations the iterations that are traced and have not ended, in the order of their numbers
 */
public record GoMapInternals(
        String map,
        long seed,
        long count,
        int log,
        int overflows,
        boolean growing,
        boolean sameSize,
        int evacuated,
        int poolLeft,
        long clearSequence,
        List<Chain> buckets,
        List<Chain> oldBuckets,
        List<OpenIteration> iterations)
        implements Internals {

    /** What a cell is. */
    public enum CellState {
        /** Empty, as are all later cells of the chain. */
        EMPTY_REST,
        /** Empty. */
        EMPTY_ONE,
        /** Its entry was moved to the bucket of the same index. */
        EVACUATED_X,
        /** Its entry was moved to the bucket in the upper half. */
        EVACUATED_Y,
        /** Was empty when the chain was moved. */
        EVACUATED_EMPTY,
        /** Has an entry. */
        FULL
    }

    /**
     * One cell.
     *
     * @param state what it is
     * @param tophash its byte
     * @param key the key, also of an entry that has been moved if the array kept it; otherwise null
     * @param value the value, likewise
     */
    public record Cell(
            CellState state,
            int tophash,
            @Nullable Object key,
            @Nullable Object value) {}

    /**
     * One bucket with its overflow buckets.
     *
     * @param evacuated whether it has been moved
     * @param cells eight for each bucket; empty if there is none yet, or none any more
     */
    public record Chain(boolean evacuated, List<Cell> cells) {

        private MapOutline.Chain outline() {
            int load = 0;
            for (Cell cell : cells) {
                load += cell.state == CellState.FULL ? 1 : 0;
            }
            int overflow = Math.max(0, cells.size() / Bucket.CELLS - 1);
            return new MapOutline.Chain(load, overflow, evacuated, false, 0);
        }
    }

    private static final CellState[] MARKS = {
        CellState.EMPTY_REST,
        CellState.EMPTY_ONE,
        CellState.EVACUATED_X,
        CellState.EVACUATED_Y,
        CellState.EVACUATED_EMPTY
    };

    static GoMapInternals of(GoTable table, IterationTracer tracer) {
        @Nullable Bucket[] buckets = table.buckets();
        return new GoMapInternals(
                tracer.mapName(),
                table.seed(),
                table.count(),
                table.log(),
                table.overflows(),
                table.isGrowing(),
                table.isGrowingToSameSize(),
                table.evacuated(),
                buckets == null ? 0 : buckets.length - table.nextOverflow(),
                table.clearSequence(),
                chains(buckets),
                chains(table.oldBuckets()),
                tracer.alive().stream()
                        .map(life -> new OpenIteration(
                                life.id(), life.watched(), life.contract(), life.state(), life.place()))
                        .sorted(Comparator.comparingLong(OpenIteration::id))
                        .toList());
    }

    @Override
    public MapOutline outline() {
        List<MapOutline.Table> tables = new ArrayList<>();
        if (growing) {
            tables.add(outline(oldBuckets));
        }
        tables.add(outline(buckets));
        List<MapOutline.Iteration> walks =
                iterations.stream().map(OpenIteration::outline).toList();
        return new MapOutline(map, "GoMap", count, 0, seed, Collections.unmodifiableList(tables), List.of(), walks);
    }

    private static MapOutline.Table outline(List<Chain> chains) {
        int moved = 0;
        List<MapOutline.Chain> outlines = new ArrayList<>();
        for (Chain chain : chains) {
            moved += chain.evacuated ? 1 : 0;
            outlines.add(chain.outline());
        }
        return new MapOutline.Table(moved, Collections.unmodifiableList(outlines));
    }

    private static List<Chain> chains(@Nullable Bucket @Nullable [] array) {
        if (array == null) {
            return List.of();
        }
        var chains = new ArrayList<Chain>();
        for (int i = 0; i < GoTable.mainLength(array); i++) {
            Bucket head = array[i];
            var cells = new ArrayList<Cell>();
            for (Bucket at = head == Bucket.GONE ? null : head; at != null; at = at.overflow) {
                for (int cell = 0; cell < Bucket.CELLS; cell++) {
                    cells.add(cell(at, cell));
                }
            }
            chains.add(new Chain(GoTable.isEvacuated(head), Collections.unmodifiableList(cells)));
        }
        return Collections.unmodifiableList(chains);
    }

    private static Cell cell(Bucket at, int cell) {
        int top = at.tophash(cell);
        CellState state = top < MARKS.length ? MARKS[top] : CellState.FULL;
        boolean kept = !Bucket.isEmpty(top);
        return new Cell(state, top, kept ? at.key(cell) : null, kept ? at.value(cell) : null);
    }
}
