/**
 * The algorithm of {@code StillMap}. Not exported.
 *
 * <ul>
 *   <li>{@code Table}, {@code Word}, {@code Hashing}: layout and access modes; {@code Overflow}: what a bucket holds
 *       beyond its slots;
 *   <li>{@code MapCore}: lookups and writes; {@code Reservation}: compute functions; {@code Backoff}: waiting;
 *   <li>{@code Evacuation}, {@code Source}, {@code Child}: growth and shrinking;
 *   <li>{@code Epochs}, {@code SnapshotNode}, {@code CopyStore}: snapshots and the memory they retain;
 *   <li>{@code BucketReader}, {@code BucketWalker}: reading buckets and walking over them;
 *   <li>{@code SectionWriter}, {@code SaveReader}, {@code SaveFormat}: saved maps;
 *   <li>{@code StructureCheck}: the invariants.
 * </ul>
 */
@NullMarked
package dev.stillmap.internal;

import org.jspecify.annotations.NullMarked;
