package dev.stillmap.stats;

/**
 * The table of a map and how it grows. Immutable.
 *
 * @param buckets buckets of the table that holds the entries; while it is emptied into another one, of the former
 * @param bytes estimated bytes of the tables' arrays, both while there are two; keys, values and what lies beyond the
 *     slots of buckets not included, nor what only snapshots keep
 * @param growthsStarted growths and shrinkings that began; a counter
 * @param growthsCompleted growths and shrinkings that ended; a counter
 * @param bucketsEvacuated buckets that moved to another table; a counter
 * @param backlog buckets that a growth or shrinking has not moved yet; 0 while there is none
 * @param longestEvacuationNanos the longest time that the move of one bucket has taken, in nanoseconds; one in sixteen is
 *     timed, among them each that allocates a part of the new table
 * @param evacuationFailures attempts to move a bucket or to start a growth that failed and left everything in place,
 *     because a key's {@code hashCode} threw or memory was short; a counter
 * @param evacuationChecksFailed attempts to move a bucket that was found broken and left in place; anything but 0 is a
 *     mistake of the map; a counter
 * @param overflowBuckets buckets with entries beyond their eight slots
 * @param longestOverflow the most entries that have been beyond the slots of one bucket since the map was made
 */
public record TableStats(
        int buckets,
        long bytes,
        long growthsStarted,
        long growthsCompleted,
        long bucketsEvacuated,
        int backlog,
        long longestEvacuationNanos,
        long evacuationFailures,
        long evacuationChecksFailed,
        long overflowBuckets,
        int longestOverflow) {

    /**
     * What was counted since an earlier reading.
     *
     * @param earlier the earlier reading
     * @return the differences of the counters; the others as they are in this reading
     */
    public TableStats minus(TableStats earlier) {
        return new TableStats(
                buckets,
                bytes,
                growthsStarted - earlier.growthsStarted,
                growthsCompleted - earlier.growthsCompleted,
                bucketsEvacuated - earlier.bucketsEvacuated,
                backlog,
                longestEvacuationNanos,
                evacuationFailures - earlier.evacuationFailures,
                evacuationChecksFailed - earlier.evacuationChecksFailed,
                overflowBuckets,
                longestOverflow);
    }
}
