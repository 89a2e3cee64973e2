package dev.stillmap;

import dev.stillmap.internal.SaveEnd;
import dev.stillmap.internal.SaveFormat;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file, or another channel, that a map is saved to again and again: the first save writes all entries, each later one
 * appends what has changed since the save before. {@link StillMap#readFrom} loads it as of the last save.
 *
 * <pre>{@code
 * try (FileChannel channel = FileChannel.open(path, CREATE_NEW, WRITE);
 *         MapFile<String, Long> file = MapFile.create(map, channel, codec)) {
 *     file.save(); // all entries
 *     channel.force(false);
 *     // ... writes to the map ...
 *     file.save(); // the changes
 *     channel.force(false);
 * }
 * }</pre>
 *
 * <p>After a restart, {@link #resume} loads the map and goes on with the file. If the last save was interrupted, the
 * file is refused; this cuts off what that save had written:
 *
 * <pre>{@code
 * try {
 *     file = MapFile.resume(channel, codec, StillMap.builder());
 * } catch (MapFormatException e) {
 *     if (e.wholeLength() == 0) {
 *         throw e; // not even the first save is whole
 *     }
 *     channel.truncate(e.wholeLength()).position(0);
 *     file = MapFile.resume(channel, codec, StillMap.builder());
 * }
 * }</pre>
 *
 * <p>Look at the exception before you cut, or keep a copy: a file that has rotted in the middle is whole up to there
 * only, and the saves behind are lost by cutting.
 *
 * <p><b>Consistency.</b> Each save is one instant of the map. Writers go on meanwhile and do not wait. What has changed
 * is what {@link Snapshot#changesSince} says: a value that was replaced by an equal one, or modified in place, is not
 * written.
 *
 * <p><b>Cost.</b> A save of changes costs what finding them costs, and a buffer of 32 KB. The file grows with every
 * save of changes and loads slower; when it has become a multiple of a whole save, begin a new one. Nothing is written
 * when nothing has changed. The snapshot of the last save stays open, and the map retains for it what has changed
 * since; a map with {@link SnapshotRetention#WAIT} can so stop its writers until the next save, by another thread.
 *
 * <p><b>Thread-safety.</b> Methods may be called by any thread; one save runs at a time. Nobody else may use the
 * channel.
 *
 * <p><b>Channels</b> are blocking; they are neither forced nor closed.
 *
 * <p><b>Exceptions.</b> A save that throws leaves a half-written section, so that the file is refused, unless it could
 * not begin. If the channel is a {@link SeekableByteChannel}, the next save cuts that section off and saves all changes
 * since the last save that succeeded; otherwise it throws {@link IllegalStateException}: begin a new file.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class MapFile<K, V> implements AutoCloseable {

    private static final long NOT_TORN = -1;

    /** In place of a position in a channel that has none. */
    private static final long UNKNOWN = Long.MAX_VALUE;

    private final StillMap<K, V> map;

    private final WritableByteChannel channel;

    private final EntryCodec<K, V> codec;

    /** Where the file ends, and what it holds up to there; null before the first save. */
    private SaveEnd end;

    private @Nullable Snapshot<K, V> saved;

    /** Where the section begins that could not be written to its end; -1 if there is none. */
    private long torn = NOT_TORN;

    private boolean closed;

    private MapFile(
            StillMap<K, V> map,
            WritableByteChannel channel,
            EntryCodec<K, V> codec,
            SaveEnd end,
            @Nullable Snapshot<K, V> saved) {
        this.map = Objects.requireNonNull(map);
        this.channel = Objects.requireNonNull(channel);
        this.codec = Objects.requireNonNull(codec);
        this.end = end;
        this.saved = saved;
    }

    /**
     * A new file. Nothing is written before the first save. Whoever replaces an older file writes to another name
     * first, as {@link Snapshot#writeTo} shows.
     *
     * @param map the map to save
     * @param channel takes the bytes, from its position on
     * @param codec writes keys and values
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return the file, to be closed apart from the channel
     */
    public static <K, V> MapFile<K, V> create(StillMap<K, V> map, WritableByteChannel channel, EntryCodec<K, V> codec) {
        return new MapFile<>(map, channel, codec, SaveEnd.ofNewFile(), null);
    }

    /**
     * Loads a map from a file that was saved before, and goes on with the file: the next save appends what has changed
     * since.
     *
     * @param channel open for reading and writing; read from its position to its end
     * @param codec reads and writes keys and values
     * @param settings makes the map
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return the file, to be closed apart from the channel; its {@link #map()} is the loaded one
     * @throws MapFormatException if the file is not whole; see above for how to go on after an interrupted save
     * @throws IOException if the channel throws it
     */
    public static <K, V> MapFile<K, V> resume(
            SeekableByteChannel channel, EntryCodec<K, V> codec, StillMap.Builder<K, V> settings) throws IOException {
        StillMap<K, V> map = settings.build();
        SaveEnd end = SavedMap.read(channel, codec, map);
        return new MapFile<>(map, channel, codec, end, map.snapshot());
    }

    /**
     * The map that is saved here.
     *
     * @return the map
     */
    public StillMap<K, V> map() {
        return map;
    }

    /**
     * Saves the map as it is at one instant during this call. When it returns, the channel has taken all bytes.
     *
     * @throws IOException if the channel or the codec throws it
     * @throws SnapshotExpiredException if the memory bound closed the snapshot of this save or of the save before;
     *     after the latter this file cannot be continued, so begin a new one
     * @throws IllegalStateException if this is closed, or ends in a half-written section
     * @throws IllegalArgumentException if the channel is not blocking; nothing is written then
     */
    public synchronized void save() throws IOException {
        try (Snapshot<K, V> now = map.snapshot()) {
            save(now);
        }
    }

    /**
     * Saves a snapshot, which remains the caller's to close.
     *
     * @param snapshot of this map, not older than the last that was saved
     * @throws IOException as {@link #save()}
     * @throws SnapshotExpiredException as {@link #save()}
     * @throws IllegalStateException as {@link #save()}, or if the snapshot is closed
     * @throws IllegalArgumentException if the snapshot is of another map or older than the last that was saved
     */
    public synchronized void save(Snapshot<K, V> snapshot) throws IOException {
        if (closed) {
            throw new IllegalStateException("this file is closed; resume it from its channel");
        }
        Snapshot<K, V> next = snapshot.retain();
        boolean done = false;
        try {
            write(next);
            done = true;
        } finally {
            if (!done) {
                next.close();
            }
        }
        releaseSaved();
        saved = next;
    }

    private void write(Snapshot<K, V> next) throws IOException {
        Snapshot<K, V> last = saved;
        if (last == null) {
            try (Snapshot<K, V> now = map.snapshot()) {
                changes(next, now);
            }
            cutTornSection();
            beginSection();
            end = SavedMap.writeWhole(next, channel, codec, end);
        } else {
            Iterator<Change<K, V>> changes = changes(last, next);
            boolean any = changes.hasNext();
            cutTornSection();
            if (any) {
                beginSection();
                end = SavedMap.writeChanges(changes, channel, codec, end);
            }
        }
        torn = NOT_TORN;
    }

    /** Also the check that both are of this map and in this order. */
    private Iterator<Change<K, V>> changes(Snapshot<K, V> older, Snapshot<K, V> newer) {
        try {
            return newer.changesSince(older).iterator();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "this snapshot cannot be saved here: it is of another map or older than the last that was saved",
                    e);
        }
    }

    private void beginSection() throws IOException {
        // Refused before the first byte is written, it leaves no half-written section.
        SaveFormat.requireBlocking(channel);
        torn = channel instanceof SeekableByteChannel seekable ? seekable.position() : UNKNOWN;
    }

    private void cutTornSection() throws IOException {
        if (torn == NOT_TORN) {
            return;
        }
        if (!(channel instanceof SeekableByteChannel seekable)) {
            throw new IllegalStateException(
                    "an earlier save failed and left a half-written section, which this channel cannot take back;"
                            + " begin a new file");
        }
        seekable.truncate(torn).position(torn);
        torn = NOT_TORN;
    }

    private void releaseSaved() {
        Snapshot<K, V> last = saved;
        saved = null;
        if (last != null) {
            last.close();
        }
    }

    /** Releases the snapshot of the last save, not the channel. Closing twice is harmless. */
    @Override
    public synchronized void close() {
        closed = true;
        releaseSaved();
    }
}
