package dev.stillmap.stats;

/**
 * The snapshots of a map, those of scans, iterations and holds included. Immutable. At rest {@code opened} is {@code
 * closed + leaked + expired + open}.
 *
 * @param opened snapshots taken; a counter
 * @param closed snapshots whose handles were all closed; a counter
 * @param leaked snapshots that have ended, and of which a handle was dropped without a close and found; a counter
 * @param handlesLeaked handles of snapshots that were dropped without a close, found and released: a snapshot that was
 *     retained has several; a counter
 * @param expired snapshots closed because of the memory bound; a counter
 * @param open snapshots open now
 * @param oldestNanos age of the oldest open snapshot in nanoseconds; 0 if none is open
 * @param retainedBytes estimated bytes that open snapshots keep: bucket copies and old table segments
 * @param maxRetainedBytes what they may keep; for a map of a domain, what all of its maps' snapshots may
 * @param oldestSegmentNanos how long snapshots have kept the oldest of these segments, in nanoseconds; 0 if none
 * @param bucketsCopied buckets copied for snapshots by the first write after them; a counter
 */
public record SnapshotStats(
        long opened,
        long closed,
        long leaked,
        long handlesLeaked,
        long expired,
        int open,
        long oldestNanos,
        long retainedBytes,
        long maxRetainedBytes,
        long oldestSegmentNanos,
        long bucketsCopied) {

    /**
     * What was counted since an earlier reading.
     *
     * @param earlier the earlier reading
     * @return the differences of the counters; ages, bytes and {@code open} as they are in this reading
     */
    public SnapshotStats minus(SnapshotStats earlier) {
        return new SnapshotStats(
                opened - earlier.opened,
                closed - earlier.closed,
                leaked - earlier.leaked,
                handlesLeaked - earlier.handlesLeaked,
                expired - earlier.expired,
                open,
                oldestNanos,
                retainedBytes,
                maxRetainedBytes,
                oldestSegmentNanos,
                bucketsCopied - earlier.bucketsCopied);
    }
}
