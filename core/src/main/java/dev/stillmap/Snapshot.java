package dev.stillmap;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.Map;

/**
 * The entries of a map at one instant, as a read-only map.
 *
 * <p><b>Instant.</b> The instant lies between the call of {@link StillMap#snapshot()} and its return. Every write that
 * returned before is in the snapshot, none that began after; the snapshot agrees with every order of operations that
 * any thread can observe (it is linearizable).
 *
 * <p><b>Thread-safety.</b> Any number of threads may read one snapshot while others write to the map.
 *
 * <p><b>Progress.</b> A read waits while the bucket it looks at is locked, as a lookup of the map does, and is repeated
 * when a writer came and went between its two looks. Nobody waits for a read.
 *
 * <p><b>Iteration</b> by views, streams and {@link #forEach}: each entry of the instant exactly once, whatever is
 * written meanwhile; the order is the map's. Entries stay readable after the close. Parallel streams split by ranges of
 * buckets.
 *
 * <p><b>Happens-before.</b> What was done before a write that the snapshot holds is visible to who reads it there.
 *
 * <p><b>Cost.</b> Taking and closing it: constant work, and the handing over of its copies if older snapshots are open.
 * {@link #get}: as the map's. {@link #size()}, {@link #mappingCount()} and {@link #isEmpty()}: exact; the size is
 * counted once, O(n), when it is first asked for. Memory: one copy of each bucket that is changed while it is open, and
 * the old table while the map grows; bounded, see {@link StillMap.Builder#maxRetainedBytes}. These copies keep replaced
 * keys and values alive.
 *
 * <p><b>Nulls.</b> As in the map: keys and values are never null, and queries for null throw.
 *
 * <p><b>Exceptions.</b> Mutators, also those of views, iterators and entries, throw {@link
 * UnsupportedOperationException} where they would change something. After {@link #close()} every method that reads
 * throws {@link IllegalStateException}, and so do views, iterators and streams taken before. A snapshot that the memory
 * bound closed throws {@link SnapshotExpiredException}.
 *
 * <p><b>Dropping.</b> A snapshot that becomes unreachable without a close is found after a garbage collection, released
 * counted in {@link dev.stillmap.stats.SnapshotStats#leaked()} and logged; with tracing on, with where it was taken. Its views, iterators, spliterators and entries
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
     * What is different from an older snapshot of the same map: keys that were added or removed, and keys whose values
     * are not equal any more. A key that was changed and changed back is left out. In no particular order.
     *
     * <p>It costs a look at one number for 16 buckets, and a comparison of the contents of those that were written in
     * between; if the map has grown or shrunk since the older snapshot, a look at every bucket. Both snapshots have to
     * stay open while the changes are iterated; each iteration looks again. {@code equals} of keys and values of
     * changed buckets is called, and {@code hashCode} of keys, without a lock.
     *
     * @param older a snapshot of the same map, not taken after this one
     * @return the changes, to be iterated by one thread at a time
     * @throws IllegalArgumentException if the other one is of another map or younger than this
     * @throws IllegalStateException if one of the snapshots is closed, also while iterating
     */
    Iterable<Change<K, V>> changesSince(Snapshot<K, V> older);

    /**
     * Writes all entries to a channel, for {@link StillMap#readFrom}. Writers go on meanwhile. It takes one buffer of
     * 32 KB, whatever the number of entries; the format is described in {@code docs/format.md}. {@link MapFile} appends
     * later changes.
     *
     * <p>A file that is written half is refused when it is loaded. To have a whole one at every moment, write to
     * another name and rename:
     *
     * <pre>{@code
     * Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
     * try (FileChannel channel = FileChannel.open(temporary, CREATE, TRUNCATE_EXISTING, WRITE);
     *         Snapshot<String, Long> snapshot = map.snapshot()) {
     *     snapshot.writeTo(channel, EntryCodec.of(Codec.strings(), Codec.longs()));
     *     channel.force(true); // before the rename, or a power failure could leave the new name without the content
     * }
     * Files.move(temporary, path, ATOMIC_MOVE);
     * }</pre>
     *
     * @param channel takes the bytes from its position on; blocking; it is neither forced nor closed
     * @param codec writes keys and values
     * @throws IOException if the channel or the codec throws it
     * @throws IllegalArgumentException if the channel is non-blocking
     * @throws IllegalStateException if the snapshot is closed, also while it is written
     */
    void writeTo(WritableByteChannel channel, EntryCodec<K, V> codec) throws IOException;

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
