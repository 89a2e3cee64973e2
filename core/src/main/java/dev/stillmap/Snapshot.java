package dev.stillmap;

import java.util.Map;

/**
 * The entries of a map at one instant, as a read-only map.
 *
 * <p><b>Instant.</b> The instant lies between the call of {@link StillMap#snapshot()} and its return. Every write that
 * returned before is in the snapshot, none that began after; the snapshot agrees with every order of operations that any
 * thread can observe (it is linearizable).
 *
 * <p><b>Thread-safety.</b> Any number of threads may read one snapshot while others write to the map.
 *
 * <p><b>Cost.</b> Taking and closing it: constant work, and the handing over of its copies if older snapshots are open.
 * {@link #get}: as the map's. {@link #size()}, {@link #mappingCount()} and {@link #isEmpty()}: exact; the size is counted
 * once, O(n), when it is first asked for. Memory: one copy of each bucket that is changed while it is open, and the old
 * table while the map grows; bounded, see {@link StillMap.Builder#maxRetainedBytes}.
 *
 * <p><b>Nulls.</b> As in the map: keys and values are never null, and queries for null throw.
 *
 * <p><b>Exceptions.</b> Mutators, also those of views, iterators and entries, throw {@link UnsupportedOperationException}
 * where they would change something. After {@link #close()} every method that reads throws {@link IllegalStateException},
 * and so do views, iterators and streams taken before. A snapshot that the memory bound closed throws {@link SnapshotExpiredException}.
 *
 * <p><b>Dropping.</b> A snapshot that becomes unreachable without a close is found after a garbage collection, released
 * and counted in {@link dev.stillmap.stats.MapStats#snapshotsLeaked()}. Its views, iterators, spliterators and entries
 * keep it reachable.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface Snapshot<K, V> extends Map<K, V>, AutoCloseable {

    /**
     * A second handle on the same instant, to be given to another thread. Each handle is closed on its own; the instant
     * is released when the last is closed.
     *
     * @return a handle that is not yet closed
     * @throws IllegalStateException if this handle is closed
     */
    Snapshot<K, V> retain();

    /**
     * The exact number of entries.
     *
     * @return the number of entries, which may exceed {@link Integer#MAX_VALUE}
     */
    long mappingCount();

    /** Releases this handle. Closing twice is harmless. */
    @Override
    void close();
}
