package dev.stillmap;

import java.util.Iterator;
import java.util.Map;

/**
 * One walk over a map under a declared contract. Close it; an iteration that reached its end has released what it held,
 * and closing it is harmless. It keeps only the last entry, for a removal. One that is dropped before its end is found
 * after a garbage collection, releases its snapshot or hold, is counted in {@link
 * dev.stillmap.stats.IterationStats#leaked()} and logged; with tracing on, with where it was opened. For one thread
 * at a time. No lock is held between its steps; under {@link IterationContract#EXCLUSIVE} writers are held back.
 *
 * <p>{@link #next()} at the end throws {@link java.util.NoSuchElementException}. Under {@link
 * IterationContract#SNAPSHOT} and {@link IterationContract#EXCLUSIVE} a step throws {@link SnapshotExpiredException} if
 * the memory bound has closed the snapshot. Under {@link IterationContract#FAIL_FAST} a step throws {@link
 * java.util.ConcurrentModificationException} after any change that was not made through it, and so does every step after
 * that one. After {@link #close()} every other method throws {@link IllegalStateException}.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface Iteration<K, V> extends Iterator<Map.Entry<K, V>>, AutoCloseable {

    /**
     * The contract under which this iteration was opened.
     *
     * @return the contract
     */
    IterationContract contract();

    /**
     * Removes from the map the entry that {@link #next()} returned last, if key and value still belong together. The
     * iteration's own hold or watch does not mind it.
     *
     * @return whether the entry was removed
     * @throws IllegalStateException if there is no such entry or it was removed by this iteration already
     */
    boolean tryRemove();

    /** As {@link #tryRemove()}, without saying whether the entry was removed. */
    @Override
    void remove();

    /** Releases what the iteration holds. Closing twice is harmless. */
    @Override
    void close();
}
