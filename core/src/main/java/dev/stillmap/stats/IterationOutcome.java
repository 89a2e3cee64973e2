package dev.stillmap.stats;

/** How an iteration that was opened by {@code iterate} came to its end. */
public enum IterationOutcome {

    /** It returned its last entry, or there was none. */
    COMPLETED,

    /** It was closed before it came to its end. */
    CLOSED,

    /** It found a change that was not made through it; under {@code FAIL_FAST} only. */
    CHANGED,

    /** It was closed after the memory bound had closed its snapshot. */
    EXPIRED,

    /** It was dropped without a close, and found after a garbage collection. */
    LEAKED
}
