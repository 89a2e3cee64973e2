package dev.stillmap.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The entries of one bucket, read at one instant: keys at even, values at odd places. For one thread. */
final class EntryBuffer {

    @Nullable
    Object[] kv = new Object[Table.SLOTS << 1];

    /** References in use: twice the number of entries. */
    int length;

    EntryBuffer() {
        assert Allocations.permit("buffer");
    }

    /**
     * What an earlier, larger bucket left behind is cleared, so that a paused iteration keeps at most one bucket alive.
     */
    void clear() {
        if (length > Table.SLOTS << 1) {
            Arrays.fill(kv, 0, length, null);
        }
        length = 0;
    }

    /** The array, with room for a bucket's slots behind {@link #length}. */
    @Nullable
    Object[] roomForSlots() {
        reserve(Table.SLOTS << 1);
        return kv;
    }

    void append(@Nullable Overflow overflow) {
        if (overflow != null) {
            reserve(overflow.size() << 1);
            length = overflow.copyInto(kv, length);
        }
    }

    void append(Object key, Object value) {
        reserve(2);
        kv[length++] = key;
        kv[length++] = value;
    }

    void appendAll(@Nullable Object[] from, int count) {
        reserve(count);
        System.arraycopy(from, 0, kv, length, count);
        length += count;
    }

    /** The value of the equal key, or null. */
    @Nullable
    Object get(Object key) {
        for (int i = 0; i < length; i += 2) {
            if (key == kv[i] || key.equals(kv[i])) {
                return kv[i + 1];
            }
        }
        return null;
    }

    private void reserve(int more) {
        if (length + more > kv.length) {
            assert Allocations.permit("longer buffer");
            kv = Arrays.copyOf(kv, Math.max(kv.length << 1, length + more));
        }
    }
}
