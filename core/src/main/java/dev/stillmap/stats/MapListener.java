package dev.stillmap.stats;

import dev.stillmap.IterationContract;

/**
 * Is told how long things took in a map that it was added to, when they are over: what a histogram needs, and sums do
 * not give. Called by the thread that did them, for leaks by a cleaner's thread, without a lock; so it has to be
 * thread-safe and quick. What it throws, but for {@link VirtualMachineError}, is logged once and reaches nobody. The map
 * keeps it until it is removed.
 */
public interface MapListener {

    /**
     * An iteration that {@code iterate} opened has ended.
     *
     * @param contract its contract
     * @param outcome how it ended
     * @param nanos nanoseconds from its opening to its end
     */
    default void iterationEnded(IterationContract contract, IterationOutcome outcome, long nanos) {}

    /**
     * A hold of the iteration lock has ended, one of an {@code EXCLUSIVE} iteration too.
     *
     * @param exclusive whether it kept writers back until then
     * @param nanos nanoseconds from its beginning to its end
     */
    default void holdEnded(boolean exclusive, long nanos) {}

    /**
     * A thread has waited.
     *
     * @param kind for what
     * @param nanos nanoseconds
     */
    default void waited(WaitKind kind, long nanos) {}
}
