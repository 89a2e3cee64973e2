package dev.stillmap.server.definition;

/** What is kept of the events of an entity. */
public enum FeatureKind {

    /** How many there were. */
    COUNT,

    /** The sum of a number, exactly; one that does not fit into 64 bits is refused with its event. */
    SUM,

    /** The smallest value of a number or timestamp. */
    MIN,

    /** The largest value of a number or timestamp. */
    MAX,

    /** The mean of a number. */
    MEAN,

    /** The standard deviation of a number, of all there were. */
    STDDEV,

    /** The value of the event that is newest by its own time. */
    LAST,

    /** The value of the event that is oldest by its own time. */
    FIRST,

    /** A mean of a number that forgets: after each half-life what was before counts half. */
    EWMA,

    /**
     * How many different values there were: exactly up to 32, then with a standard error of about 1.2 %. Up to 5 KiB for each
     * entity and each part of its window, less than 1 KiB below 33 events.
     */
    DISTINCT,

    /**
     * Quantiles of a number; what lies between two values that there were may be said to be one of them. In the middle
     * 99 of 100 are at most 1 % off in rank and all about 2 %, much less at the ends. Up to 2.5 KiB for each entity and each
     * part of its window, less than 1 KiB below 33 events.
     */
    QUANTILES,

    /**
     * The most frequent values, with counts that are never too low, and too high by the error that is told: that is at most a
     * tenth of the events by the number of values shown. Up to about 1.3 KiB for each value shown, for each entity and each part
     * of its window.
     */
    TOP;

    boolean needsField() {
        return this != COUNT;
    }

    boolean needsNumber() {
        return this == SUM || this == MEAN || this == STDDEV || this == EWMA || this == QUANTILES;
    }

    boolean needsOrder() {
        return this == MIN || this == MAX;
    }
}
