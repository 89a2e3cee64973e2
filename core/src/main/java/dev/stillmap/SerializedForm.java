package dev.stillmap;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.StreamCorruptedException;

/**
 * What a map is in a stream: its entries as of one instant, as a count (long) and then as many keys and values in turn.
 * Order, bounds and other settings of the builder stay behind.
 */
final class SerializedForm<K, V> implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Entries for which memory is taken before they have been read: a count in a hostile stream costs no more. */
    private static final long TRUSTED_COUNT = 1 << 16;

    private transient StillMap<K, V> map;

    SerializedForm(StillMap<K, V> map) {
        this.map = map;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        try (Snapshot<K, V> snapshot = map.snapshot()) {
            out.writeLong(snapshot.mappingCount());
            for (var entry : snapshot.entrySet()) {
                out.writeObject(entry.getKey());
                out.writeObject(entry.getValue());
            }
        }
    }

    @SuppressWarnings("unchecked") // as for every generic collection in a stream
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        long count = in.readLong();
        if (count < 0) {
            throw new StreamCorruptedException("a map with " + count + " entries");
        }
        map = new StillMap<>((int) Math.min(count, TRUSTED_COUNT));
        for (long i = 0; i < count; i++) {
            Object key = in.readObject();
            Object value = in.readObject();
            if (key == null || value == null) {
                throw new StreamCorruptedException("entry " + i + " of " + count + " has a null key or value");
            }
            map.put((K) key, (V) value);
        }
    }

    private Object readResolve() {
        return map;
    }
}
