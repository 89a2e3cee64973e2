package dev.stillmap;

import dev.stillmap.internal.SaveEnd;
import dev.stillmap.internal.SaveFormat;
import dev.stillmap.internal.SaveReader;
import dev.stillmap.internal.SectionWriter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes snapshots and changes as the records of sections, and applies such records to a map. */
final class SavedMap {

    private SavedMap() {}

    /** Writes nothing if the snapshot is closed. */
    static <K, V> SaveEnd writeWhole(
            Snapshot<K, V> snapshot, WritableByteChannel channel, EntryCodec<K, V> codec, SaveEnd newFile)
            throws IOException {
        Objects.requireNonNull(codec);
        Set<Map.Entry<K, V>> entries = snapshot.entrySet();
        SectionWriter writer = new SectionWriter(channel, newFile);
        for (Map.Entry<K, V> entry : entries) {
            write(SaveFormat.ADDED, entry.getKey(), entry.getValue(), writer, codec);
        }
        return writer.end();
    }

    static <K, V> SaveEnd writeChanges(
            Iterator<Change<K, V>> changes, WritableByteChannel channel, EntryCodec<K, V> codec, SaveEnd before)
            throws IOException {
        SectionWriter writer = new SectionWriter(channel, before);
        while (changes.hasNext()) {
            Change<K, V> change = changes.next();
            byte kind = change.before() == null
                    ? SaveFormat.ADDED
                    : change.after() == null ? SaveFormat.REMOVED : SaveFormat.CHANGED;
            write(kind, change.key(), change.after(), writer, codec);
        }
        return writer.end();
    }

    private static <K, V> void write(byte kind, K key, @Nullable V value, SectionWriter writer, EntryCodec<K, V> codec)
            throws IOException {
        DataOutput out = writer.beginRecord(kind);
        codec.keys().write(key, out);
        if (value != null) {
            codec.values().write(value, out);
        }
        writer.endRecord();
    }

    /** Reads all sections up to the end of the channel into an empty map. */
    static <K, V> SaveEnd read(ReadableByteChannel channel, EntryCodec<K, V> codec, StillMap<K, V> map)
            throws IOException {
        Objects.requireNonNull(codec);
        SaveReader reader = new SaveReader(channel);
        while (reader.nextSection()) {
            while (reader.nextRecord()) {
                try {
                    readRecord(reader, codec, map);
                } catch (IOException | RuntimeException e) {
                    throw reader.failed(e);
                }
            }
        }
        return reader.end();
    }

    private static <K, V> void readRecord(SaveReader reader, EntryCodec<K, V> codec, StillMap<K, V> map)
            throws IOException {
        byte kind = reader.recordKind();
        DataInput in = reader.record();
        K key = Objects.requireNonNull(codec.keys().read(in), "the codec read null for a key");
        if (kind == SaveFormat.REMOVED) {
            reader.endRecord();
            if (map.remove(key) == null) {
                throw new IllegalStateException("it removes a key that is not there");
            }
            return;
        }
        V value = Objects.requireNonNull(codec.values().read(in), "the codec read null for a value");
        reader.endRecord();
        V previous = map.put(key, value);
        if ((previous == null) != (kind == SaveFormat.ADDED)) {
            throw new IllegalStateException(
                    previous == null ? "it changes a key that is not there" : "its key equals that of an earlier one");
        }
    }
}
