package dev.stillmap.stats;

/** What a thread waited for in a map. */
public enum WaitKind {

    /** A hold waited for its turn: for other holds, and for writers that these had kept back. */
    TURN,

    /** A writer waited for a hold. */
    HOLD,

    /** A writer waited for a compute function or a batch of another thread that had reserved its bucket. */
    FUNCTION,

    /** A writer waited until snapshots retained less memory; with {@code SnapshotRetention.WAIT} only. */
    MEMORY
}
