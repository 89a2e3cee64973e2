package dev.stillmap.internal;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what must hold of a map's structure while nobody writes to it, and names the first thing that does not. */
final class StructureCheck {

    private final MapCore core;

    private final long epoch;

    private long entries;

    private long overflows;

    StructureCheck(MapCore core) {
        this.core = core;
        this.epoch = core.epochs().current().number;
    }

    /** O(n). Calls {@code hashCode} and {@code equals} of every key. */
    void run() {
        Table root = core.table();
        int moved = 0;
        for (int bucket = 0; bucket < root.buckets(); bucket++) {
            if (Word.evacuated(word(root, bucket))) {
                moved++;
                checkMoved(root, bucket);
            } else {
                check(root, bucket);
            }
        }
        if (moved != root.moved()) {
            throw broken(root, 0, moved + " buckets have moved, but the table counts " + root.moved());
        }
        if (entries != core.count()) {
            throw broken(root, 0, "the table holds " + entries + " entries, but the map counts " + core.count());
        }
        long counted = core.counters().get(Counters.OVERFLOW_BUCKETS);
        if (overflows != counted) {
            throw broken(root, 0, overflows + " buckets have an overflow, but the map counts " + counted);
        }
    }

    private void checkMoved(Table t, int bucket) {
        Table next = t.next();
        if (next == null) {
            throw broken(t, bucket, "has moved, but there is no next table");
        }
        int partner = bucket ^ next.buckets();
        if (next.buckets() < t.buckets()) {
            if (!Word.evacuated(word(t, partner))) {
                throw broken(t, bucket, "has been joined with bucket " + partner + ", which has not moved");
            }
            if (bucket < next.buckets()) {
                check(next, bucket);
            }
        } else {
            check(next, bucket);
            check(next, bucket + t.buckets());
        }
    }

    private static long word(Table t, int bucket) {
        return Table.wordVolatile(t.metas[Table.segmentOf(bucket)], Table.offset(bucket));
    }

    private void check(Table t, int bucket) {
        long[] meta = t.metas[Table.segmentOf(bucket)];
        int o = Table.offset(bucket);
        long word = Table.wordVolatile(meta, o);
        require(!Word.locked(word), t, bucket, "is locked");
        require(!Word.reserved(word), t, bucket, "is reserved");
        require(Word.stamp(word) <= epoch, t, bucket, "has a stamp beyond the epoch " + epoch);
        long ctrl = Table.ctrlAcquire(meta, o);
        Object[] kv = t.kvs[Table.segmentOf(bucket)];
        Set<Object> keys = new HashSet<>();
        for (int slot = 0; slot < Table.SLOTS; slot++) {
            int at = (o << Table.KV_SHIFT) + (slot << 1);
            checkSlot(t, bucket, slot, Hashing.tagAt(ctrl, slot), kv[at], kv[at + 1], keys);
        }
        Object cell = t.overflowCell(bucket);
        require(
                (word & Word.OVERFLOW) == Overflow.filterOf(cell instanceof Overflow overflow ? overflow : null),
                t,
                bucket,
                "has a filter that is not that of its overflow");
        if (cell instanceof Overflow overflow) {
            checkOverflow(t, bucket, overflow, keys);
            overflows++;
        }
        entries += keys.size();
    }

    private static void checkSlot(
            Table t, int bucket, int slot, long tag, @Nullable Object key, @Nullable Object value, Set<Object> keys) {
        String where = "slot " + slot;
        if (tag == 0) {
            require(key == null && value == null, t, bucket, where + " is empty by its tag, but holds something");
            return;
        }
        if (key == null || value == null) {
            throw broken(t, bucket, where + " is in use by its tag, but its key or value is null");
        }
        int hash = Hashing.spread(key.hashCode());
        require((hash & t.mask) == bucket, t, bucket, where + " holds the key " + key + " of another bucket");
        require(Hashing.tag(hash) == tag, t, bucket, where + " has a tag that is not that of its key " + key);
        require(keys.add(key), t, bucket, where + " holds the key " + key + " a second time");
    }

    private static void checkOverflow(Table t, int bucket, Overflow overflow, Set<Object> keys) {
        overflow.verify(t.mask, bucket, key -> Hashing.spread(key.hashCode()));
        Object[] kv = new Object[overflow.size() << 1];
        int copied = overflow.copyInto(kv, 0);
        require(copied == kv.length, t, bucket, "has an overflow of another size than it says");
        for (int i = 0; i < kv.length; i += 2) {
            require(keys.add(kv[i]), t, bucket, "holds the key " + kv[i] + " a second time, in its overflow");
        }
    }

    private static void require(boolean holds, Table t, int bucket, String otherwise) {
        if (!holds) {
            throw broken(t, bucket, otherwise);
        }
    }

    private static IllegalStateException broken(Table t, int bucket, String what) {
        return new IllegalStateException("broken invariant: bucket " + bucket + " of " + t.buckets() + ": " + what);
    }
}
