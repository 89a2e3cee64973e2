package dev.stillmap.stats;

/**
 * The iterations under one contract that {@code iterate} opened. Immutable. At rest {@code opened} is the sum of all
 * others.
 *
 * @param opened iterations opened; a counter
 * @param completed those that ended as {@link IterationOutcome#COMPLETED}; a counter
 * @param closed those that ended as {@link IterationOutcome#CLOSED}; a counter
 * @param changed those that ended as {@link IterationOutcome#CHANGED}; a counter
 * @param expired those that ended as {@link IterationOutcome#EXPIRED}; a counter
 * @param leaked those that ended as {@link IterationOutcome#LEAKED}; a counter
 * @param open those that have not ended
 */
public record IterationStats(
        long opened, long completed, long closed, long changed, long expired, long leaked, int open) {

    /** Of a contract under which nothing was opened. */
    public static final IterationStats NONE = new IterationStats(0, 0, 0, 0, 0, 0, 0);

    IterationStats plus(IterationStats other) {
        return new IterationStats(
                opened + other.opened,
                completed + other.completed,
                closed + other.closed,
                changed + other.changed,
                expired + other.expired,
                leaked + other.leaked,
                open + other.open);
    }

    /**
     * What was counted since an earlier reading.
     *
     * @param earlier the earlier reading
     * @return the differences of the counters; {@code open} as it is in this reading
     */
    public IterationStats minus(IterationStats earlier) {
        return new IterationStats(
                opened - earlier.opened,
                completed - earlier.completed,
                closed - earlier.closed,
                changed - earlier.changed,
                expired - earlier.expired,
                leaked - earlier.leaked,
                open);
    }
}
