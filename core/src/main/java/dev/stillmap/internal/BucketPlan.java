package dev.stillmap.internal;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a batch does to one bucket: planned without a lock from what was seen of the bucket, and made while the buckets
 * of the whole batch are locked. For one thread.
 */
final class BucketPlan {

    final MapCore map;

    final Table table;

    final int bucket;

    final long word;

    final long ctrl;

    private final long[] meta;

    private final Object[] kv;

    private final @Nullable Object cell;

    /** Slots that get another value, or none. */
    private int valueSlots;

    /** Slots that get another key, or none. */
    private int keySlots;

    private final @Nullable Object[] entries = new Object[Table.SLOTS << 1];

    private long newCtrl;

    private @Nullable Overflow newOverflow;

    private boolean movesPair;

    private boolean fillsOverflow;

    /** Keys that were planned for. */
    int keys;

    /** Entries that the bucket has more afterwards. */
    int added;

    /** Entries that are not there yet. */
    int inserted;

    /** Room for the copy that a snapshot asks for. */
    @Nullable
    CopyTicket ticket;

    /** What the word is when the lock is given back. */
    private long unlocked;

    private BucketPlan(
            MapCore map,
            Table table,
            int bucket,
            long[] meta,
            long word,
            long ctrl,
            Object[] kv,
            @Nullable Object cell) {
        assert Allocations.permit("plan of a bucket");
        this.map = map;
        this.table = table;
        this.bucket = bucket;
        this.meta = meta;
        this.word = word;
        this.ctrl = ctrl;
        this.kv = kv;
        this.cell = cell;
        this.newCtrl = ctrl;
        this.newOverflow = Reserved.content(cell);
        this.unlocked = word;
    }

    /** Looks at the bucket and waits while it is locked; null when it has moved. */
    static @Nullable BucketPlan look(MapCore map, Table table, int bucket) {
        int j = Table.segmentOf(bucket);
        int o = Table.offset(bucket);
        int spins = 0;
        for (; ; ) {
            long[] meta = table.metas[j];
            long word = Table.wordVolatile(meta, o);
            if (Word.evacuated(word)) {
                return null;
            }
            Object[] kv = table.kvAcquire(j);
            if (Word.locked(word) || kv == null) {
                spins = Backoff.pause(spins);
                continue;
            }
            long ctrl = Table.ctrlAcquire(meta, o);
            boolean hasCell = (word & (Word.OVERFLOW | Word.RES)) != 0;
            return new BucketPlan(
                    map, table, bucket, meta, word, ctrl, kv, hasCell ? table.overflowCell(bucket) : null);
        }
    }

    /** The claim that was seen on the bucket. */
    @Nullable
    Reservation reservation() {
        return cell instanceof Reserved reserved ? reserved.reservation : null;
    }

    /** Plans one key's write. Calls {@code equals}. */
    void add(int hash, Object key, @Nullable Object value) {
        keys++;
        int slot = MapCore.slotOf(kv, Table.offset(bucket), ctrl, hash, key);
        if (slot >= 0) {
            if (value == null) {
                newCtrl = Hashing.withoutTag(newCtrl, slot);
                setSlot(slot, null, null);
                movesPair = true;
                added--;
            } else {
                entries[(slot << 1) + 1] = value;
                valueSlots |= 1 << slot;
            }
            return;
        }
        Overflow overflow = newOverflow;
        boolean absent = overflow == null || overflow.get(hash, key) == null;
        if (value == null) {
            if (overflow != null && !absent) {
                newOverflow = overflow.without(hash, key);
                movesPair = true;
                added--;
            }
            return;
        }
        if (absent) {
            added++;
            inserted++;
            if (Hashing.empty(newCtrl) != 0) {
                int free = Hashing.slot(Hashing.empty(newCtrl));
                newCtrl = Hashing.withTag(newCtrl, free, Hashing.tag(hash));
                setSlot(free, key, value);
                return;
            }
            movesPair = true;
            fillsOverflow = true;
        }
        newOverflow = overflow == null ? Overflow.of(hash, key, value) : overflow.with(hash, key, value);
    }

    private void setSlot(int slot, @Nullable Object key, @Nullable Object value) {
        entries[slot << 1] = key;
        entries[(slot << 1) + 1] = value;
        keySlots |= 1 << slot;
        valueSlots |= 1 << slot;
    }

    /** To be called once, after {@link #write}. */
    void countOverflow() {
        map.counters().overflowChanged(Reserved.content(cell), newOverflow);
    }

    /** Makes what {@link #write} needs and can be made now. */
    void prepare() {
        if (newOverflow != null) {
            table.ensureOverflows(Table.segmentOf(bucket));
        }
        if (changes()) {
            ticket = map.writes().prepareCopy(table, bucket, word, ctrl);
        }
    }

    private boolean changes() {
        return valueSlots != 0 || newOverflow != Reserved.content(cell);
    }

    /** Whether an entry found no free slot, as in a table that is full. */
    boolean fillsOverflow() {
        return fillsOverflow;
    }

    /**
     * Locks the bucket if everything that was seen still holds; waits while another holds the lock. Called in the order
     * of all batches, or two of them could wait for each other.
     */
    boolean lock() {
        int o = Table.offset(bucket);
        for (int spins = 0; !Table.compareAndSetWord(meta, o, word, word | Word.LOCK); spins = Backoff.pause(spins)) {
            if ((Table.wordVolatile(meta, o) & ~Word.LOCK) != word) {
                return false;
            }
        }
        boolean hasCell = (word & (Word.OVERFLOW | Word.RES)) != 0;
        if (Table.ctrlAcquire(meta, o) == ctrl && (!hasCell || table.overflowCell(bucket) == cell)) {
            return true;
        }
        unlock();
        return false;
    }

    void unlock() {
        Table.setWordRelease(meta, Table.offset(bucket), unlocked);
    }

    /** Notes that the bucket changes in that epoch or before. */
    void note(long epoch) {
        if (changes()) {
            table.noteChange(bucket, epoch);
        }
    }

    private boolean movesPair() {
        return movesPair || (word & Word.WATCH) != 0;
    }

    /** Whether a write in that epoch needs a sequence number and none is left. */
    boolean isSequenceFull(Epoch epoch) {
        return changes() && Word.stamp(word) == epoch.number && movesPair() && Word.sequenceFull(word);
    }

    /** Saves the content for the youngest snapshot that needs it. Nothing of the batch has been written yet. */
    void copy(Epoch epoch) {
        if (!changes() || Word.stamp(word) == epoch.number) {
            return;
        }
        Writes writes = map.writes();
        SnapshotNode keeper = writes.keeper(epoch.open, Word.stamp(word), table, bucket);
        while (keeper != null) {
            CopyTicket room = ticket;
            if (room == null || room.keeper != keeper) {
                // Made under the locks: a batch that gave up whenever a snapshot came or went might never end.
                room = writes.ticket(keeper, table, bucket, ctrl);
                ticket = room;
            }
            room.copy.fill(word, ctrl, kv, Table.offset(bucket) << Table.KV_SHIFT, Reserved.content(cell));
            room.store(bucket);
            // As in Writes.commit: orders the copy before the look at `closed`.
            VarHandle.fullFence();
            if (!keeper.closed) {
                room.used = true;
                return;
            }
            // Snapshots that are younger than the epoch hold this write and need no copy: go on to the older ones.
            keeper = writes.keeper(keeper.older, Word.stamp(word), table, bucket);
        }
    }

    /** Tells those who watch the map, if the bucket changes; nothing can prevent that any more. */
    void trip(Epoch epoch) {
        if (changes()) {
            epoch.trip(map, null, table, bucket);
        }
    }

    /** Publishes the new pair; the bucket stays locked. */
    void stamp(Epoch epoch) {
        if (changes()) {
            long changed = Word.written(word, epoch.number, movesPair());
            unlocked = (changed & ~Word.OVERFLOW) | Overflow.filterOf(newOverflow);
        }
        // A reserved bucket is the batch's own, and ends with it.
        unlocked &= ~Word.RES;
        if (unlocked != word) {
            Table.setWordRelease(meta, Table.offset(bucket), unlocked | Word.LOCK);
        }
    }

    /** Writes the content. */
    void write() {
        int base = Table.offset(bucket) << Table.KV_SHIFT;
        for (int slots = valueSlots; slots != 0; slots &= slots - 1) {
            int slot = Integer.numberOfTrailingZeros(slots);
            int at = slot << 1;
            if ((keySlots >>> slot & 1) != 0) {
                Table.setRefRelease(kv, base + at, entries[at]);
            }
            Table.setRefRelease(kv, base + at + 1, entries[at + 1]);
        }
        if (newCtrl != ctrl) {
            Table.setCtrlRelease(meta, Table.offset(bucket), newCtrl);
        }
        if (newOverflow != cell) {
            table.setOverflowCell(bucket, newOverflow);
        }
    }
}
