package dev.stillmap.internal;

import org.jspecify.annotations.Nullable;

/** A bucket that is about to move: what was seen of it without a lock, and the steps under its lock. For one thread. */
final class Source {

    final Table table;

    final int bucket;

    final long ctrl;

    final Object[] kv;

    final @Nullable Overflow overflow;

    final @Nullable Reservation reservation;

    private final long[] meta;

    private final long word;

    private final @Nullable Object cell;

    private Source(Table table, int bucket, long[] meta, long word, long ctrl, Object[] kv) {
        this.table = table;
        this.bucket = bucket;
        this.meta = meta;
        this.word = word;
        this.ctrl = ctrl;
        this.kv = kv;
        this.cell = (word & (Word.OVERFLOW | Word.RES)) == 0 ? null : table.overflowCell(bucket);
        this.overflow = Reserved.content(cell);
        this.reservation = cell instanceof Reserved reserved ? reserved.reservation : null;
    }

    /** Reads the bucket; null when it has moved or is locked. */
    static @Nullable Source look(Table table, int bucket) {
        int j = Table.segmentOf(bucket);
        long[] meta = table.metas[j];
        long word = Table.wordVolatile(meta, Table.offset(bucket));
        Object[] kv = table.kvAcquire(j);
        if ((word & (Word.LOCK | Word.EVAC)) != 0 || kv == null) {
            return null;
        }
        assert Allocations.permit("source bucket");
        return new Source(table, bucket, meta, word, Table.ctrlAcquire(meta, Table.offset(bucket)), kv);
    }

    /** Index of a slot's key in {@link #kv}. */
    int keyAt(int slot) {
        return (Table.offset(bucket) << Table.KV_SHIFT) + (slot << 1);
    }

    /**
     * The slots whose key's hash has the bit, as a mask of slot numbers; -1 when it cannot be told, because a
     * {@code hashCode} threw (counted) or the bucket is changing.
     */
    int slotsWithBit(int bit, Counters counters) {
        int slots = 0;
        for (long used = Hashing.used(ctrl); used != 0; used &= used - 1) {
            int slot = Hashing.slot(used);
            Object key = Table.refAcquire(kv, keyAt(slot));
            if (key == null) {
                return -1;
            }
            try {
                if ((Hashing.spread(key.hashCode()) & bit) != 0) {
                    slots |= 1 << slot;
                }
            } catch (Throwable e) {
                // Another caller's key: its failure must not reach whoever happens to move the bucket.
                counters.increment(Counters.EVACUATION_FAILURES);
                return -1;
            }
        }
        return slots;
    }

    /** Locks the bucket if everything that was seen still holds. */
    boolean lock() {
        int o = Table.offset(bucket);
        if (!Table.compareAndSetWord(meta, o, word, word | Word.LOCK)) {
            return false;
        }
        boolean hasCell = (word & (Word.OVERFLOW | Word.RES)) != 0;
        if (Table.ctrlAcquire(meta, o) == ctrl && (!hasCell || table.overflowCell(bucket) == cell)) {
            return true;
        }
        unlock();
        return false;
    }

    /** Whether the locked bucket has keys in just those slots that are in use by their tags. */
    boolean isSound() {
        for (int slot = 0; slot < Table.SLOTS; slot++) {
            if ((kv[keyAt(slot)] == null) != (Hashing.tagAt(ctrl, slot) == 0)) {
                return false;
            }
        }
        return true;
    }

    void unlock() {
        Table.setWordRelease(meta, Table.offset(bucket), word);
    }

    boolean hasEvacEpochs() {
        return table.evacEpochs[Table.segmentOf(bucket)] != null;
    }

    /** The pair with which a child starts in this epoch: it goes on where the bucket was, or begins anew. */
    long wordAt(long epoch) {
        return Word.stamp(word) == epoch ? word & Word.PAIR : epoch;
    }

    /**
     * Sends everybody to the children: the content stays, the stamp too, for snapshots that are older than the move.
     */
    void leave(Epoch epoch) {
        markMoved(epoch);
        unlockMoved();
    }

    void markMoved(Epoch epoch) {
        long[] epochs = table.evacEpochs[Table.segmentOf(bucket)];
        if (epoch.open != null && epochs != null) {
            epochs[Table.offset(bucket)] = epoch.number;
        }
        Table.setWordRelease(meta, Table.offset(bucket), moved() | Word.LOCK);
    }

    void unlockMoved() {
        Table.setWordRelease(meta, Table.offset(bucket), moved());
    }

    private long moved() {
        return (word | Word.EVAC) & ~Word.RES;
    }
}
