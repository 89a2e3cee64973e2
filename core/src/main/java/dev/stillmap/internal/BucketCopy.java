package dev.stillmap.internal;

import org.jspecify.annotations.Nullable;

/**
 * The content of one bucket as an open snapshot must see it, saved by the first write after the snapshot. Made empty
 * outside the bucket's lock, filled under it, and not changed once it is stored.
 */
final class BucketCopy {

    /** Of a tree node, the largest. Much of a tree may be shared with the map: an upper estimate. */
    private static final long BYTES_PER_OVERFLOW_ENTRY = 40;

    private long word;

    private long ctrl;

    private final @Nullable Object[] kv;

    private @Nullable Overflow overflow;

    /** Makes room for {@code entries} of the bucket's slots; the overflow is one reference. */
    BucketCopy(int entries) {
        assert Allocations.permit("bucket copy");
        kv = new Object[entries << 1];
    }

    void fill(long ofWord, long ofCtrl, Object[] from, int at, @Nullable Overflow ofOverflow) {
        word = ofWord;
        ctrl = ofCtrl;
        overflow = ofOverflow;
        int to = 0;
        for (long used = Hashing.used(ofCtrl); used != 0; used &= used - 1) {
            int source = at + (Hashing.slot(used) << 1);
            kv[to++] = from[source];
            kv[to++] = from[source + 1];
        }
    }

    long word() {
        return word;
    }

    long stamp() {
        return Word.stamp(word);
    }

    /** References in the slots. */
    int length() {
        return kv.length;
    }

    void appendTo(EntryBuffer buffer) {
        buffer.appendAll(kv, kv.length);
        buffer.append(overflow);
    }

    @Nullable
    Object get(int hash, Object key) {
        int at = 0;
        long tag = Hashing.tag(hash);
        for (long used = Hashing.used(ctrl); used != 0; used &= used - 1, at += 2) {
            if (Hashing.tagAt(ctrl, Hashing.slot(used)) == tag) {
                Object candidate = kv[at];
                if (candidate == key || key.equals(candidate)) {
                    return kv[at + 1];
                }
            }
        }
        return overflow == null ? null : overflow.get(hash, key);
    }

    /** Estimated bytes, with the reference that points here. */
    long bytes() {
        long beyond = overflow == null ? 0 : BYTES_PER_OVERFLOW_ENTRY * overflow.size();
        return 48L + Table.REFERENCE_BYTES * (kv.length + 1L) + beyond;
    }
}
