package dev.stillmap.stats;

import dev.stillmap.IterationPriority;
import java.util.List;
import java.util.Optional;

/**
 * A map's structure drawn into a number of cells that does not grow with the map, for looking at many times a second.
 * Immutable. Cells, snapshots, iterations and holds are read one after the other; each is of a moment that has just
 * been. What stands in it is no contract and may change with any release.
 *
 * @param map the map's name
 * @param entries entries counted by the map, as {@code mappingCount}
 * @param epoch one more than the snapshots that were taken so far
 * @param tables the table that holds the entries, and, while it is emptied, the one it is emptied into
 * @param cells the buckets, or some of them
 * @param snapshots open snapshots, youngest first, those of iterations, scans and holds included
 * @param walks open iterations, in the order of their numbers; of views, scans and streams those that are traced
 * @param holds holds of the iteration lock: those that keep somebody back, then those that wait for their turn
 */
public record MapPicture(
        String map,
        long entries,
        long epoch,
        List<Table> tables,
        Cells cells,
        List<OpenSnapshot> snapshots,
        List<Walk> walks,
        List<HoldState> holds) {

    /**
     * One generation of the table.
     *
     * @param id tells it from all other tables in this JVM
     * @param buckets its buckets
     * @param moved those that have moved to the next table
     */
    public record Table(long id, int buckets, int moved) {}

    /**
     * An open snapshot.
     *
     * @param cut the last epoch that it holds
     * @param buckets size of the table that was current then
     * @param ageNanos nanoseconds since it was taken
     * @param retainedBytes estimated bytes of the bucket copies made for it
     */
    public record OpenSnapshot(long cut, int buckets, long ageNanos, long retainedBytes) {}

    /**
     * An open iteration.
     *
     * @param iteration what it is and where it stands
     * @param ageNanos nanoseconds since it was opened
     */
    public record Walk(MapInternals.OpenIteration iteration, long ageNanos) {}

    /** Where a hold is in its life. */
    public enum HoldPhase {

        /** It keeps writers back. */
        IN_FORCE,

        /** It is over, and the writers that waited for it go before the next hold. */
        LETTING_GO,

        /** It waits for its turn. */
        WAITING
    }

    /**
     * A hold that keeps somebody back, or waits. One that has become a snapshot and keeps nobody back is a snapshot.
     *
     * @param owner the name of the thread that asked for it
     * @param phase where it is in its life
     * @param scope the keys that it is for, in words
     * @param priority its priority
     * @param refuses whether it refuses writes; else they wait
     * @param ageNanos nanoseconds since its turn came; of one that waits, since it asked
     * @param leftNanos nanoseconds until it need not be waited for any longer; of one that waits, its block time
     * @param waiting the names of the threads that wait for it, those of writers; a copy
     */
    public record HoldState(
            String owner,
            HoldPhase phase,
            String scope,
            IterationPriority priority,
            boolean refuses,
            long ageNanos,
            long leftNanos,
            List<String> waiting) {}

    /**
     * A bucket of the picture, read where its entries are.
     *
     * @param table the table that it lies in, as {@link Table#id()}
     * @param buckets the buckets of that table
     * @param number its number there
     * @param content what it holds
     */
    public record Site(long table, int buckets, int number, MapInternals.Bucket content) {}

    /**
     * The buckets of the larger table, each read where a lookup would find it; of a table with more buckets than cells,
     * the first of each region. Immutable.
     */
    public static final class Cells {

        /** The highest load that a cell can tell. */
        public static final int MAX_LOAD = 31;

        private static final int OVERFLOWED = 32;

        private static final int MOVED = 64;

        private static final int RESERVED = 128;

        private final int stride;

        private final byte[] packed;

        /**
         * Makes the cells of a table.
         *
         * @param stride buckets for each cell
         * @param packed what {@link #pack} made of each; not copied, and not to be changed
         */
        public Cells(int stride, byte[] packed) {
            this.stride = stride;
            this.packed = packed;
        }

        /**
         * What a cell says, in one byte.
         *
         * @param load entries of the bucket
         * @param overflowed whether some lie beyond its slots
         * @param moved whether it has moved to the second table
         * @param reserved whether a function or a batch has reserved it
         * @return the load, up to {@value #MAX_LOAD}, plus 32, 64 and 128 for the three
         */
        public static byte pack(int load, boolean overflowed, boolean moved, boolean reserved) {
            return (byte) (Math.min(load, MAX_LOAD)
                    | (overflowed ? OVERFLOWED : 0)
                    | (moved ? MOVED : 0)
                    | (reserved ? RESERVED : 0));
        }

        /**
         * How many there are.
         *
         * @return a power of two
         */
        public int count() {
            return packed.length;
        }

        /**
         * How many buckets there are for each cell: cell {@code i} shows bucket {@code i * stride()}.
         *
         * @return a power of two; 1 if all are shown
         */
        public int stride() {
            return stride;
        }

        /**
         * The entries of a cell's bucket.
         *
         * @param cell its number
         * @return the load, {@value #MAX_LOAD} for that many or more
         */
        public int load(int cell) {
            return packed[cell] & MAX_LOAD;
        }

        /**
         * Whether entries lie beyond the slots of a cell's bucket.
         *
         * @param cell its number
         * @return whether it has overflow
         */
        public boolean isOverflowed(int cell) {
            return (packed[cell] & OVERFLOWED) != 0;
        }

        /**
         * Whether a cell's bucket has moved to the second table.
         *
         * @param cell its number
         * @return whether it is read there
         */
        public boolean isMoved(int cell) {
            return (packed[cell] & MOVED) != 0;
        }

        /**
         * Whether a function or a batch has reserved a cell's bucket.
         *
         * @param cell its number
         * @return whether other writers of the bucket wait
         */
        public boolean isReserved(int cell) {
            return (packed[cell] & RESERVED) != 0;
        }

        /**
         * All cells, a byte each, as {@link #pack} made it.
         *
         * @return a copy
         */
        public byte[] toBytes() {
            return packed.clone();
        }
    }

    /**
     * The buckets that the cells stand for.
     *
     * @return the size of the larger table
     */
    public int buckets() {
        return cells.count() * cells.stride();
    }

    /**
     * The table that the first one is emptied into.
     *
     * @return it, while the map grows or shrinks
     */
    public Optional<Table> nextTable() {
        return tables.size() < 2 ? Optional.empty() : Optional.of(tables.get(1));
    }
}
