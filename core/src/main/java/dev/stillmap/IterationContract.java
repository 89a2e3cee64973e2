package dev.stillmap;

/** What an iteration is promised while the map changes, and what that costs those who change it. */
public enum IterationContract {

    /**
     * Weakly consistent: each key that stays is met exactly once, each that comes or goes at most once, with the value
     * that it has when it is reached; across any growth. Costs writers nothing. The views and their streams iterate
     * like this. {@code setValue} of an entry writes through.
     */
    LIVE,

    /**
     * Exactly the entries of the instant at which the iteration was opened. A writer copies each bucket that it is the
     * first to change after that instant; it never waits. Entries are read-only. If the memory bound closes the
     * snapshot, the next step throws {@link SnapshotExpiredException}.
     */
    SNAPSHOT,

    /**
     * As {@link #SNAPSHOT}, and the map itself does not change until the iteration has ended or 50 ms are over: other
     * threads' writes wait, as for a hold of {@link StillMap#lockForIteration()}, which the iteration owns. Those of
     * its thread, and removals through the iteration, do not wait. Afterwards writers copy and go on. Opening it waits
     * for other holds. With other settings, take the hold and iterate over it.
     */
    EXCLUSIVE,

    /**
     * Any change of the map that is not made through this iteration, those of its own thread included, lets the next
     * step throw {@link java.util.ConcurrentModificationException}: each time, not only at best. The message names the
     * bucket, the epoch and the thread. A step is {@code hasNext}, {@code next}, {@code tryRemove} or {@code remove},
     * and it reports every change that returned before the step began. A value that is replaced by itself counts as
     * changed; calls that write nothing do not, nor does the growth of the table. The entries returned are those of the
     * instant at which it was opened. {@code setValue} of an entry writes through and belongs to the iteration. Writers
     * never wait and copy nothing; each looks at all open iterations of this kind, and marks the first change.
     */
    FAIL_FAST
}
