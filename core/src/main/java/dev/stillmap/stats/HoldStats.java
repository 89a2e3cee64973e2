package dev.stillmap.stats;

/**
 * The holds of a map's iteration lock, those of {@code EXCLUSIVE} iterations included. Immutable. At rest {@code opened}
 * is {@code closed + leaked + open}, and what has ended is {@code succeeded} or was {@code degraded}.
 *
 * @param opened holds that began; a counter
 * @param closed holds that were closed; a counter
 * @param leaked holds that were dropped without a close, found and ended; a counter
 * @param open holds that have not ended
 * @param succeeded holds that ended, in either way, and had kept writers back until then; a counter
 * @param degraded holds that became snapshots before they ended, or were nothing else from the beginning; a counter
 * @param timedOut holds that were not taken because their turn did not come in time; a counter
 * @param interrupted holds whose thread was interrupted while it waited for its turn: they were not taken, or only as a
 *     snapshot; a counter
 * @param writesRefused writes that a hold refused; a counter
 * @param turnWaits the waits of holds for their turn, whether it came or not
 * @param writerWaits the waits of writers for holds
 */
public record HoldStats(
        long opened,
        long closed,
        long leaked,
        int open,
        long succeeded,
        long degraded,
        long timedOut,
        long interrupted,
        long writesRefused,
        WaitStats turnWaits,
        WaitStats writerWaits) {

    /** Of a map whose lock was never asked for. */
    public static final HoldStats NONE = new HoldStats(0, 0, 0, 0, 0, 0, 0, 0, 0, WaitStats.NONE, WaitStats.NONE);

    /**
     * What was counted since an earlier reading.
     *
     * @param earlier the earlier reading
     * @return the differences of the counters; {@code open} and the longest waits as they are in this reading
     */
    public HoldStats minus(HoldStats earlier) {
        return new HoldStats(
                opened - earlier.opened,
                closed - earlier.closed,
                leaked - earlier.leaked,
                open,
                succeeded - earlier.succeeded,
                degraded - earlier.degraded,
                timedOut - earlier.timedOut,
                interrupted - earlier.interrupted,
                writesRefused - earlier.writesRefused,
                turnWaits.minus(earlier.turnWaits),
                writerWaits.minus(earlier.writerWaits));
    }
}
