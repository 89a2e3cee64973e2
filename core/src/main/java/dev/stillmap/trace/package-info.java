/**
 * The life of iterations and snapshots, as it can be watched: need X, use Y.
 *
 * <ul>
 *   <li>to see what iterations of one map do: {@link dev.stillmap.trace.IterationTracer}, from {@code map.tracer()}, with
 *       a {@link dev.stillmap.trace.TraceSink}: the last N records in a {@link dev.stillmap.trace.TraceRing}, Flight
 *       Recorder events, or a sink of one's own;
 *   <li>to know whether what they did was legal: {@link dev.stillmap.trace.TransitionChecker};
 *   <li>to hold the iterations of any other map against what was in it, or to keep its writers out while it is
 *       iterated: {@link dev.stillmap.trace.MapIterations}.
 * </ul>
 */
@NullMarked
package dev.stillmap.trace;

import org.jspecify.annotations.NullMarked;
