package dev.stillmap.trace;

/**
 * What an audited map counted until one moment. Immutable; counters are monotonic and agree with each other at rest:
 * {@code started = completed + abandoned + failed + open}.
 *
 * @param started iterations begun; a counter
 * @param completed iterations that came to their end; a counter
 * @param abandoned iterations that were left early, and have been found; a counter
 * @param failed iterations whose iterator threw an exception; a counter
 * @param open iterations that go on now
 * @param entries entries returned by all iterations; a counter
 * @param wrong findings that say that the map was wrong; a counter
 * @param unknown findings that nobody can judge; a counter
 * @param nanos nanoseconds from the beginnings to the ends of the iterations that have ended; a counter
 * @param longestNanos the longest of these
 */
public record AuditStats(
        long started,
        long completed,
        long abandoned,
        long failed,
        int open,
        long entries,
        long wrong,
        long unknown,
        long nanos,
        long longestNanos) {}
