package dev.stillmap.stats;

/**
 * What a map counted of itself until one moment. Immutable. The figures are read one after the other, so they agree
 * with each other only while the map is at rest. They are for monitoring, not for control.
 *
 * @param iterationsOpened iterations opened by {@code iterate}; a counter
 * @param iterationsLeaked iterations dropped before their end without a close, and found; a counter
 * @param iterationsOpen iterations open now
 * @param holdsOpened holds of the iteration lock that began, those of {@code EXCLUSIVE} iterations included; a counter
 * @param holdsDegraded holds that became snapshots before they ended, or were nothing else from the beginning; a
 *     counter
 * @param holdsLeaked holds that were dropped without a close, found and ended; a counter
 * @param holdsOpen holds open now
 * @param snapshotsOpened snapshots taken, those of scans, iterations and holds included; a counter
 * @param snapshotsClosed snapshots closed by their users, and found dropped; a counter
 * @param snapshotsLeaked handles of snapshots that were dropped without a close, found and released; a counter
 * @param snapshotsExpired snapshots closed because of the memory bound; a counter
 * @param snapshotsOpen snapshots open now
 * @param retainedBytes estimated bytes that open snapshots keep: bucket copies and old table segments
 * @param bucketsCopied buckets copied for snapshots by the first write after them; a counter
 * @param evacuationFailures attempts to move a bucket or to start a growth that failed and left everything in place,
 *     because a key's {@code hashCode} threw or memory was short; a counter
 * @param growthsStarted growths and shrinkings of the table that began; a counter
 * @param growthsCompleted growths and shrinkings that ended; a counter
 */
public record MapStats(
        long iterationsOpened,
        long iterationsLeaked,
        int iterationsOpen,
        long holdsOpened,
        long holdsDegraded,
        long holdsLeaked,
        int holdsOpen,
        long snapshotsOpened,
        long snapshotsClosed,
        long snapshotsLeaked,
        long snapshotsExpired,
        int snapshotsOpen,
        long retainedBytes,
        long bucketsCopied,
        long evacuationFailures,
        long growthsStarted,
        long growthsCompleted) {

    /**
     * What was counted since an earlier reading of the same map.
     *
     * @param earlier the earlier reading
     * @return the differences of the counters; {@code iterationsOpen}, {@code holdsOpen}, {@code snapshotsOpen} and {@code retainedBytes}
     *     as they are in this reading
     */
    public MapStats minus(MapStats earlier) {
        return new MapStats(
                iterationsOpened - earlier.iterationsOpened,
                iterationsLeaked - earlier.iterationsLeaked,
                iterationsOpen,
                holdsOpened - earlier.holdsOpened,
                holdsDegraded - earlier.holdsDegraded,
                holdsLeaked - earlier.holdsLeaked,
                holdsOpen,
                snapshotsOpened - earlier.snapshotsOpened,
                snapshotsClosed - earlier.snapshotsClosed,
                snapshotsLeaked - earlier.snapshotsLeaked,
                snapshotsExpired - earlier.snapshotsExpired,
                snapshotsOpen,
                retainedBytes,
                bucketsCopied - earlier.bucketsCopied,
                evacuationFailures - earlier.evacuationFailures,
                growthsStarted - earlier.growthsStarted,
                growthsCompleted - earlier.growthsCompleted);
    }
}
