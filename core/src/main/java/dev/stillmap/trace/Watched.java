package dev.stillmap.trace;

/** What has a life that is watched. */
public enum Watched {

    /** Opened by {@code iterate}: to be closed, and a leak if it is dropped before its end. */
    ITERATION,

    /** An iterator, spliterator or loop of a view, or a scan: watched while tracing is on; may be dropped. */
    VIEW,

    /** A handle on a snapshot: created and released. To be closed, and a leak if it is dropped. */
    SNAPSHOT,

    /** A hold of the iteration lock: created and released. To be closed, and a leak if it is dropped. */
    HOLD
}
