package dev.stillmap.stats;

/**
 * Is told of single operations of a map that it was added to: all, or those that it picks. Called by the thread of the
 * operation, without a lock; so it has to be thread-safe and quick. What it throws is logged once and
 * reaches nobody, but for a {@link VirtualMachineError} other than that of memory. Measuring takes two readings of
 * the clock for each operation that is picked; where no map of the JVM has a listener, operations pay nothing.
 */
public interface OperationListener {

    /**
     * Whether to measure an operation. Asked before each, or, for the keys of a batch, after it.
     *
     * @return whether {@link #operated} shall be called when it is over
     */
    boolean samples();

    /**
     * An operation is over that was picked, whether it returned or threw.
     *
     * @param operation what was done
     * @param nanos nanoseconds from its beginning to its end
     */
    void operated(MapOperation operation, long nanos);
}
