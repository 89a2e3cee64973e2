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
    EWMA;

    boolean needsField() {
        return this != COUNT;
    }

    boolean needsNumber() {
        return this == SUM || this == MEAN || this == STDDEV || this == EWMA;
    }

    boolean needsOrder() {
        return this == MIN || this == MAX;
    }
}
