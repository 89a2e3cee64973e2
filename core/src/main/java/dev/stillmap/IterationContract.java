package dev.stillmap;

/**
 * What an iteration is promised while the map changes. Under neither does a writer wait for the iteration, nor does it
 * throw {@code ConcurrentModificationException}.
 */
public enum IterationContract {

    /**
     * Weakly consistent: each key that stays is met exactly once, each that comes or goes at most once, with the value
     * that it has when it is reached; across any growth. Costs writers nothing. The views and their streams iterate
     * like this. {@code setValue} of an entry writes through.
     */
    LIVE,

    /**
     * Exactly the entries of the instant at which the iteration was opened. A writer copies each bucket that it is the
     * first to change after that instant. Entries are read-only. If the memory bound closes the snapshot, the next step
     * throws {@link SnapshotExpiredException}.
     */
    SNAPSHOT
}
