package dev.stillmap.internal;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole buckets, or single keys, as of now or as of a snapshot. Every method appends the entries of one bucket,
 * of which no key is missed or met twice, or says that they have moved to the next table.
 */
final class BucketReader {

    private static final int READS_BEFORE_LOCK = 64;

    private BucketReader() {}

    /** Appends the bucket's current entries; false when they have moved. */
    static boolean readLive(Table t, int bucket, EntryBuffer buffer) {
        int j = Table.segmentOf(bucket);
        int o = Table.offset(bucket);
        int spins = 0;
        for (int attempts = 0; attempts < READS_BEFORE_LOCK; ) {
            long[] meta = t.metas[j];
            long word = Table.wordVolatile(meta, o);
            if (Word.locked(word)) {
                spins = Backoff.pause(spins);
                continue;
            }
            if (Word.evacuated(word)) {
                return false;
            }
            Object[] kv = t.kvAcquire(j);
            if (kv == null) {
                continue;
            }
            int before = buffer.length;
            append(t, bucket, word, Table.ctrlAcquire(meta, o), kv, buffer);
            // Orders the reads of the entries before the second look at the word, which says that they belong together.
            VarHandle.acquireFence();
            if (Word.sameContent(word, Table.wordOpaque(meta, o))) {
                return true;
            }
            buffer.length = before;
            attempts++;
        }
        return readLocked(t, bucket, buffer);
    }

    /** As {@link #readLive}, under the bucket's lock, which nobody can prevent for ever. */
    static boolean readLocked(Table t, int bucket, EntryBuffer buffer) {
        return !Word.evacuated(lockAndRead(t, bucket, 0, buffer));
    }

    /**
     * Reads the bucket under its lock and sets flags of its word.
     *
     * @return the word after that; if the bucket has moved, nothing was read and the word says so
     */
    static long lockAndRead(Table t, int bucket, long flags, EntryBuffer buffer) {
        int j = Table.segmentOf(bucket);
        int o = Table.offset(bucket);
        buffer.roomForSlots();
        for (int spins = 0; ; spins = Backoff.pause(spins)) {
            long[] meta = t.metas[j];
            long word = Table.wordVolatile(meta, o);
            if (Word.evacuated(word)) {
                return word;
            }
            if (!Word.locked(word) && Table.compareAndSetWord(meta, o, word, word | Word.LOCK)) {
                Overflow overflow;
                try {
                    appendSlots(bucket, Table.ctrlAcquire(meta, o), t.kvs[j], buffer);
                    overflow = t.overflow(bucket);
                } finally {
                    Table.setWordRelease(meta, o, word | flags);
                }
                buffer.append(overflow);
                return word | flags;
            }
        }
    }

    private static void append(Table t, int bucket, long word, long ctrl, Object[] kv, EntryBuffer buffer) {
        appendSlots(bucket, ctrl, kv, buffer);
        if (Word.overflowed(word)) {
            buffer.append(t.overflow(bucket));
        }
    }

    private static void appendSlots(int bucket, long ctrl, Object[] kv, EntryBuffer buffer) {
        int base = Table.offset(bucket) << Table.KV_SHIFT;
        Object[] to = buffer.roomForSlots();
        int length = buffer.length;
        for (long used = Hashing.used(ctrl); used != 0; used &= used - 1) {
            int at = base + (Hashing.slot(used) << 1);
            to[length] = Table.refAcquire(kv, at);
            to[length + 1] = Table.refAcquire(kv, at + 1);
            length += 2;
        }
        buffer.length = length;
    }

    /**
     * Appends the bucket's entries as the snapshot holds them; false when they had moved before its cut.
     *
     * @throws IllegalStateException if the snapshot was closed
     */
    static boolean readAt(Epochs epochs, SnapshotNode node, Table t, int bucket, EntryBuffer buffer) {
        int j = Table.segmentOf(bucket);
        int o = Table.offset(bucket);
        int spins = 0;
        for (; ; ) {
            long[] meta = t.metas[j];
            long word = Table.wordVolatile(meta, o);
            if (Word.stamp(word) > node.cut) {
                copyOf(epochs, node, t, bucket).appendTo(buffer);
                return true;
            }
            if (Word.locked(word)) {
                spins = Backoff.pause(spins);
                continue;
            }
            if (Word.evacuated(word) && t.evacEpoch(bucket) <= node.cut) {
                return false;
            }
            Object[] kv = t.kvAcquire(j);
            if (kv == null) {
                continue;
            }
            int before = buffer.length;
            append(t, bucket, word, Table.ctrlAcquire(meta, o), kv, buffer);
            // As in readLive. A bucket that is unlocked and stamped within the cut before and after has not changed.
            VarHandle.acquireFence();
            if (holds(Table.wordOpaque(meta, o), node)) {
                checkOpen(node);
                return true;
            }
            buffer.length = before;
        }
    }

    /** The key's value as the snapshot holds it, or null. */
    static @Nullable Object getAt(Epochs epochs, SnapshotNode node, Object key) {
        int hash = Hashing.spread(key.hashCode());
        Table t = node.root;
        int spins = 0;
        for (; ; ) {
            int bucket = hash & t.mask;
            int j = Table.segmentOf(bucket);
            int o = Table.offset(bucket);
            long[] meta = t.metas[j];
            long word = Table.wordVolatile(meta, o);
            if (Word.stamp(word) > node.cut) {
                return copyOf(epochs, node, t, bucket).get(hash, key);
            }
            if (Word.locked(word)) {
                spins = Backoff.pause(spins);
                continue;
            }
            if (Word.evacuated(word) && t.evacEpoch(bucket) <= node.cut) {
                t = t.successor();
                continue;
            }
            Object[] kv = t.kvAcquire(j);
            if (kv == null) {
                continue;
            }
            Object value = MapCore.find(t, bucket, word, Table.ctrlAcquire(meta, o), kv, hash, key);
            VarHandle.acquireFence();
            if (holds(Table.wordOpaque(meta, o), node)) {
                checkOpen(node);
                return value;
            }
        }
    }

    /** The bucket's state word as the snapshot holds it; unlocked. */
    static long wordAt(Epochs epochs, SnapshotNode node, Table t, int bucket) {
        int o = Table.offset(bucket);
        for (int spins = 0; ; spins = Backoff.pause(spins)) {
            long word = Table.wordVolatile(t.metas[Table.segmentOf(bucket)], o);
            if (Word.stamp(word) > node.cut) {
                return copyOf(epochs, node, t, bucket).word();
            }
            if (!Word.locked(word)) {
                return word;
            }
        }
    }

    /** Whether the bucket's entries have gone to the next table, now or as of the snapshot. */
    static boolean hasMoved(Table t, int bucket, @Nullable SnapshotNode node) {
        long[] meta = t.metas[Table.segmentOf(bucket)];
        return Word.evacuated(Table.wordVolatile(meta, Table.offset(bucket)))
                && (node == null || t.evacEpoch(bucket) <= node.cut);
    }

    /**
     * After a bucket was read: its segment may have been dropped meanwhile, and with it the overflow, while the word that
     * was at hand stayed as it was. That comes only after the snapshot was closed.
     */
    private static void checkOpen(SnapshotNode node) {
        if (node.closed) {
            throw node.closedException();
        }
    }

    private static boolean holds(long word, SnapshotNode node) {
        return !Word.locked(word) && Word.stamp(word) <= node.cut;
    }

    /** The bucket's copy for the snapshot: its own, or that of the next younger one that has one. */
    private static BucketCopy copyOf(Epochs epochs, SnapshotNode node, Table t, int bucket) {
        for (; ; ) {
            long handovers = epochs.handovers();
            for (SnapshotNode n = node; n != null; n = n.younger) {
                BucketCopy copy = n.copies.get(t, bucket);
                // A copy made after this snapshot's instant is found only when the snapshot has been closed meanwhile.
                if (copy != null && copy.stamp() <= node.cut) {
                    return copy;
                }
            }
            if (node.closed) {
                throw node.closedException();
            }
            if (epochs.handovers() == handovers) {
                throw new IllegalStateException("broken invariant: bucket " + bucket + " of " + t.buckets()
                        + " changed after cut " + node.cut + " without a copy");
            }
        }
    }
}
