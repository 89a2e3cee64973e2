package dev.stillmap.trace;

import java.util.Map;

/**
 * A map whose iterations are counted, timed, traced, and held against what was in it: see {@link
 * MapIterations#auditedMap(Map)}.
 *
 * <p><b>Thread-safety.</b> That of the map behind it; the audit itself may be used by any number of threads.
 *
 * <p><b>Cost.</b> Each iteration begins with a copy of all references, O(n) time and memory, and costs a lookup in that
 * copy for each entry; a change costs a note for each iteration that is open. Otherwise the map's own.
 *
 * <p><b>Nulls and exceptions.</b> Those of the map behind it.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface AuditedMap<K, V> extends Map<K, V>, AutoCloseable {

    /**
     * What was counted so far.
     *
     * @return a reading of the counters
     */
    AuditStats audit();

    /**
     * What passes on the steps of the iterations; off until it has a sink.
     *
     * @return the tracer, always the same
     */
    IterationTracer tracer();

    /**
     * Ends the audits of all iterations that are open, as abandoned. The map may be used further. Without it they are
     * found after a garbage collection.
     */
    @Override
    void close();
}
