/**
 * A concurrent map that holds still while it is iterated.
 *
 * <h2>What to use</h2>
 *
 * <ul>
 *   <li>a map that many threads read and write: {@link dev.stillmap.StillMap}, in place of a {@code ConcurrentHashMap};
 *   <li>its entries at one instant, read as often as you like and by many threads: {@link
 *       dev.stillmap.StillMap#snapshot()};
 *   <li>its entries at one instant, once: {@link dev.stillmap.StillMap#scan}, which costs writers less;
 *   <li>a loop that need not be consistent: the views and {@link dev.stillmap.StillMap#forEach};
 *   <li>a loop whose promise should stand in the code: {@link dev.stillmap.StillMap#iterate(IterationContract)};
 *   <li>an exact size: {@link dev.stillmap.Snapshot#mappingCount()}; an estimate: {@link
 *       dev.stillmap.StillMap#mappingCount()};
 *   <li>what changed between two instants: {@link dev.stillmap.Snapshot#changesSince};
 *   <li>a map that outlives the process: {@link dev.stillmap.Snapshot#writeTo}, {@link
 *       dev.stillmap.StillMap#readFrom}, and {@link dev.stillmap.MapFile} to append changes;
 *   <li>a walk in pages, continued later or elsewhere: {@link dev.stillmap.StillMap#scan(long, int,
 *       java.util.function.BiConsumer)};
 *   <li>what iterations do, step by step: {@link dev.stillmap.StillMap#tracer()}, and for any other map {@link
 *       dev.stillmap.trace.MapIterations};
 *   <li>a replacement that notices every write in between: {@link dev.stillmap.StillMap#getStamped}.
 * </ul>
 *
 * <h2>Words</h2>
 *
 * <p><b>Linearizable</b>: each operation takes effect at one instant between its call and its return, and all threads
 * agree on the order of these instants.
 *
 * <p><b>Weakly consistent</b>: an iteration that meets each key that stays exactly once and each that comes or goes at
 * most once, with the value it has when it is reached. It is no state that the map ever had.
 *
 * <p><b>Estimate</b>: a figure that was right while nobody wrote; for monitoring, not for control.
 *
 * <p><b>Memory visibility</b>: what a thread did before it put an object into a map happens-before what another thread
 * does after it has read that object from the map or from a snapshot of it.
 *
 * <p>Parameters and results are not null unless they are marked {@code @Nullable}.
 */
@NullMarked
package dev.stillmap;

import org.jspecify.annotations.NullMarked;
