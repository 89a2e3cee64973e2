package dev.stillmap.stats;

/**
 * How often something was waited for, and how long. Immutable. Only waits that are over are in it.
 *
 * @param count waits; a counter
 * @param nanos their sum in nanoseconds; a counter
 * @param maxNanos the longest in nanoseconds since the map was made
 */
public record WaitStats(long count, long nanos, long maxNanos) {

    /** No wait. */
    public static final WaitStats NONE = new WaitStats(0, 0, 0);

    /**
     * What was counted since an earlier reading.
     *
     * @param earlier the earlier reading
     * @return the differences of the counters; {@code maxNanos} as it is in this reading
     */
    public WaitStats minus(WaitStats earlier) {
        return new WaitStats(count - earlier.count, nanos - earlier.nanos, maxNanos);
    }
}
