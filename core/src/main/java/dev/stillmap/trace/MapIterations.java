package dev.stillmap.trace;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Wrappers around any map that watch or protect its iterations. */
public final class MapIterations {

    private static final Duration BLOCK_TIME = Duration.ofMillis(50);

    private MapIterations() {}

    /**
     * Audits the iterations of a map: each is held against the entries that were there when it began, and against what
     * was changed through the wrapper meanwhile. An entry of the start has to come once unless it was removed, a key
     * twice only if it was removed and put back, no key that was neither there nor put. An iteration that is wrong
     * throws at the step that finds it, mostly the last one.
     *
     * <p>Each iteration begins with <b>a copy of the map's references, O(n)</b>, by {@code forEach}. What is noticed of
     * changes past the wrapper makes a finding {@code UNKNOWN}; a key that was removed past it and put back with the
     * same value cannot be noticed. A loop that is left early is abandoned, not wrong. {@code values()} is iterated by
     * way of the entries, streams by way of the iterators.
     *
     * @param map any map; also one for many threads
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return a view of the map
     */
    public static <K, V> AuditedMap<K, V> auditedMap(Map<K, V> map) {
        return new AuditingMap<>(map, null);
    }

    /**
     * As {@link #auditedMap(Map)}, but an iteration never throws for what is found: the sink takes all findings, of
     * every verdict, when the iteration ends.
     *
     * @param map any map
     * @param sink takes up to 20 findings of an iteration, in its thread, or in a cleaner's for one that was dropped;
     *     an exception that it throws is logged
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return a view of the map
     */
    public static <K, V> AuditedMap<K, V> auditedMap(Map<K, V> map, Consumer<? super Finding> sink) {
        return new AuditingMap<>(map, Objects.requireNonNull(sink));
    }

    /**
     * Lets an iteration of a map keep writers out, for up to 50 ms: see {@link #iterationLockedMap(Map, Duration)}.
     *
     * @param map any map; nobody may use it past the wrapper
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return a view of the map
     */
    public static <K, V> IterationLockedMap<K, V> iterationLockedMap(Map<K, V> map) {
        return iterationLockedMap(map, BLOCK_TIME);
    }

    /**
     * Lets an iteration of a map keep writers out: until it has returned its last entry, is closed, or its block time is
     * over. After that its next step throws {@link java.util.ConcurrentModificationException}, whether or not anybody
     * has written.
     *
     * @param map any map; nobody may use it past the wrapper
     * @param blockTime how long an iteration may keep writers out, above 0
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return a view of the map
     * @throws IllegalArgumentException if the block time is not above 0
     */
    public static <K, V> IterationLockedMap<K, V> iterationLockedMap(Map<K, V> map, Duration blockTime) {
        if (blockTime.isZero() || blockTime.isNegative()) {
            throw new IllegalArgumentException("blockTime is " + blockTime + ", but must be above 0");
        }
        return new LockingMap<>(map, saturatedNanos(blockTime), System::nanoTime);
    }

    /** Half of what a long holds: a deadline has to stay comparable. */
    private static long saturatedNanos(Duration duration) {
        Duration longest = Duration.ofNanos(Long.MAX_VALUE / 2);
        return (duration.compareTo(longest) < 0 ? duration : longest).toNanos();
    }
}
