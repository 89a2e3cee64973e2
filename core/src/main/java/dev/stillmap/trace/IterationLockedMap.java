package dev.stillmap.trace;

import java.util.Map;

/**
 * A map whose iterations keep writers out: see {@link MapIterations#iterationLockedMap(Map)}.
 *
 * <p><b>Thread-safety.</b> May be used by any number of threads, whatever the map behind it, if all of them come
 * through this wrapper and if lookups do not change that map (those of an access-ordered {@code LinkedHashMap} and of a
 * {@code WeakHashMap} do).
 *
 * <p><b>Locks.</b> Each operation, and each step of an iteration, holds a lock that reads share, also while {@code
 * equals}, {@code hashCode} and functions run. Between its steps an iteration holds no lock; a writer that finds it open
 * waits, at most for the block time. Several iterations may be open at once. A thread's own write does not wait for its
 * own iterations, it ends them: their next step throws. {@code remove} and {@code setValue} of an iteration are writes
 * that leave that iteration open, and wait for others. {@code removeIf}, {@code removeAll} and {@code retainAll} of views
 * are one write each, also while their functions run.
 *
 * <p><b>Progress.</b> A writer waits for iterations that are open when it comes, not for those that begin later. A
 * waiting thread that is interrupted goes on waiting, and stays interrupted.
 *
 * <p><b>Iteration.</b> The iterators of all views are {@link HeldIterator}s. One that is left early, without a close,
 * keeps writers out until its block time is over. Streams and {@code forEach} close theirs at the end.
 *
 * <p><b>Cost.</b> A shared lock for each read and each step; otherwise the map's own.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface IterationLockedMap<K, V> extends Map<K, V> {

    /**
     * Begins an iteration over the entries. Close it, best by try-with-resources.
     *
     * @return an iteration that keeps writers out
     */
    HeldIterator<Map.Entry<K, V>> iterate();

    /**
     * What passes on the steps of the iterations; off until it has a sink.
     *
     * @return the tracer, always the same
     */
    IterationTracer tracer();
}
