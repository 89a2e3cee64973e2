package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import dev.stillmap.stats.MapStats;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The concurrent table: lookups, and every write of a single key.
 *
 * <p>Thread-safe. Lookups write no shared memory; they wait while the bucket they look at is locked, which takes tens of
 * nanoseconds, and after 64 failed attempts in a row they lock it themselves. Writers of different buckets do not meet.
 * {@code equals} and {@code hashCode} of keys and values run outside bucket locks, and so do compute functions.
 */
public final class MapCore {

    /*
     * Goals, in order: every operation is linearizable, snapshots included; no operation pays for the whole table; a
     * lookup touches three cache lines; an entry costs little memory.
     *
     * Representation. A table is an array of buckets, cut into segments (Table). A bucket is a control word (one tag
     * byte per slot, 0 = empty), a state word (Word), eight slots of key and value, and at most one immutable Overflow.
     *
     * Common path. A reader takes the state word, the control word, the slots whose tag fits, and the state word again:
     * if the pair in it is unchanged, what it read was one state of the bucket. A writer finds its slot in the same way
     * without a lock, prepares all it needs, then locks the bucket by a compare-and-set from the very state word it saw,
     * so that everything it found still holds, changes a few cells, and unlocks.
     *
     * Snapshots. A write reads the epoch under its bucket lock and stamps the bucket with it. A snapshot with cut c
     * holds the writes stamped c or below; a writer that meets an older stamp saves the bucket for the youngest open
     * snapshot that still needs it, and older snapshots look there too.
     *
     * Why it is linearizable. Between a writer's reading of the epoch and its unlock nobody uses the bucket's content,
     * so the write takes effect at the reading of the epoch in every order that anybody can see.
     *
     * Races, and why they are harmless.
     * - A slot may be filled while a reader looks: the control word is written last, so the reader sees all or nothing.
     * - A slot may be emptied and reused while a reader looks: the pair moves before the content changes, so the reader
     *   repeats. A changed value moves nothing: the reader returns the old or the new one, both current in its time.
     * - A bucket may move to another table: EVAC is set after its children are filled, and they are reached through it.
     *
     * Invariants.
     * - Under a bucket lock there is no waiting, no allocation that matters and no user code.
     * - Only the lock's owner changes a locked word; control word, slots and overflow change only under the lock.
     * - Nobody uses the content of a word seen locked.
     * - The pair moves, published before the content, on: remove, a change of the overflow's keys, and the first write
     *   of an epoch.
     * - The children of a bucket are unreachable until its EVAC.
     * Not invariants: the counter equals the number of entries only at rest; `table` may lag behind a finished move.
     */

    /** What a write does, by what it finds. */
    private static final int PUT = 0;

    private static final int PUT_IF_ABSENT = 1;

    private static final int REPLACE = 2;

    private static final int REPLACE_IF_EQUAL = 3;

    private static final int REMOVE = 4;

    private static final int REMOVE_IF_EQUAL = 5;

    private static final int COMPUTE = 6;

    private static final int COMPUTE_IF_ABSENT = 7;

    private static final int COMPUTE_IF_PRESENT = 8;

    private static final int MERGE = 9;

    /** Entries per bucket, in halves, at which a table is full. */
    private static final int FULL_HALVES = 13;

    private static final int LOOKUPS_BEFORE_LOCK = 64;

    /** The write was not made because something changed since it looked; nothing is changed. */
    private static final Object RETRY = new Object();

    /** The bucket is reserved; the caller runs its function and calls {@link #finish}. */
    private static final Object RESERVED = new Object();

    /** What is done to a bucket under its lock. */
    private static final int SET_VALUE = 0;

    private static final int FILL_SLOT = 1;

    private static final int EMPTY_SLOT = 2;

    /** Another value for a key of the overflow. */
    private static final int SET_OVERFLOW = 3;

    /** A key more or less in the overflow. */
    private static final int SET_OVERFLOW_KEYS = 4;

    private static final int EMPTY_BUCKET = 5;

    private static final VarHandle TABLE;

    static {
        try {
            TABLE = MethodHandles.lookup().findVarHandle(MapCore.class, "table", Table.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile Table table;

    private final Epochs epochs;

    private final Evacuation evacuation;

    private final Counters counters = new Counters();

    private final LongAdder count = new LongAdder();

    /** @param expectedSize entries for which to allocate at once */
    public MapCore(long expectedSize, long maxRetainedBytes, boolean waitsForMemory) {
        table = Table.allocated(bucketsFor(expectedSize));
        epochs = new Epochs(counters, maxRetainedBytes, waitsForMemory);
        evacuation = new Evacuation(this, epochs, counters);
    }

    /** The smallest table that is not full with that many entries. */
    static int bucketsFor(long entries) {
        int buckets = 1;
        while (buckets < Table.MAX_BUCKETS && isFull(buckets, entries)) {
            buckets <<= 1;
        }
        return buckets;
    }

    static boolean isFull(int buckets, long entries) {
        return entries << 1 > (long) buckets * FULL_HALVES;
    }

    Table table() {
        return table;
    }

    Epochs epochs() {
        return epochs;
    }

    Counters counters() {
        return counters;
    }

    /** The sum of insertions less removals; exact at rest. */
    public long count() {
        return count.sum();
    }

    public void addToCount(long delta) {
        count.add(delta);
    }

    /** Makes the move's target the table, once everything has moved. */
    void completeMove(Table from, Table to) {
        if (TABLE.compareAndSet(this, from, to)) {
            counters.growthsCompleted.increment();
        }
    }

    /**
     * The lookup that finds what it wants at once: the first slot whose tag fits, or none and nothing beyond the slots.
     * Everything else is left to {@link #getSlowly}, so that this is small enough to be inlined where it is called.
     */
    public @Nullable Object get(Object key) {
        int hash = Hashing.spread(key.hashCode());
        Table t = table;
        int bucket = hash & t.mask;
        int j = bucket >>> Table.SEGMENT_SHIFT;
        int o = bucket & (Table.SEGMENT_BUCKETS - 1);
        long[] meta = t.metas[j];
        long word = Table.wordVolatile(meta, o);
        long candidates = Hashing.candidates(Table.ctrlAcquire(meta, o), hash);
        if (candidates != 0) {
            Object[] kv = t.kvs[j];
            // The entries' line is touched where nothing depends on the tags but the branch to here: a processor that
            // expects a hit fetches it together with the tags, one that expects a miss does not.
            if (kv != null
                    && Table.refAcquire(kv, o << Table.KV_SHIFT) != RETRY
                    && (word & (Word.LOCK | Word.EVAC)) == 0) {
                int at = (o << Table.KV_SHIFT) + (Hashing.slot(candidates) << 1);
                Object k = Table.refAcquire(kv, at);
                if (k == key || (k != null && key.equals(k))) {
                    Object value = Table.refAcquire(kv, at + 1);
                    // Orders the reads of the slot before the second look at the word; without it the look could
                    // come first and a value put into a reused slot for another key be returned.
                    VarHandle.acquireFence();
                    if (Table.wordOpaque(meta, o) == word) {
                        return value;
                    }
                }
            }
        } else if ((word & (Word.LOCK | Word.EVAC | Word.overflowBit(hash))) == 0) {
            // As above, for the tags.
            VarHandle.acquireFence();
            if (Table.wordOpaque(meta, o) == word) {
                return null;
            }
        }
        return getSlowly(key, hash);
    }

    private static @Nullable Object getOverflowed(Table t, int bucket, int hash, Object key) {
        Overflow overflow = t.overflow(bucket);
        return overflow == null ? null : overflow.get(hash, key);
    }

    /** The lookup with everything that is rare: moved and locked buckets, changes in between. */
    private @Nullable Object getSlowly(Object key, int hash) {
        Table t = table;
        int spins = 0;
        for (int attempts = 0; attempts < LOOKUPS_BEFORE_LOCK; ) {
            int bucket = hash & t.mask;
            int j = Table.segmentOf(bucket);
            int o = Table.offset(bucket);
            long[] meta = t.metas[j];
            long word = Table.wordVolatile(meta, o);
            if (Word.locked(word)) {
                spins = Backoff.pause(spins);
                continue;
            }
            if (Word.evacuated(word)) {
                t = t.successor();
                continue;
            }
            Object[] kv = t.kvAcquire(j);
            if (kv == null) {
                continue;
            }
            long ctrl = Table.ctrlAcquire(meta, o);
            int slot = slotOf(kv, o, ctrl, hash, key);
            Object value = null;
            if (slot >= 0) {
                value = Table.refAcquire(kv, (o << Table.KV_SHIFT) + (slot << 1) + 1);
            } else if (Word.mayOverflow(word, hash)) {
                value = getOverflowed(t, bucket, hash, key);
            }
            // As in get: what was read must not be read after the second look.
            VarHandle.acquireFence();
            if (Word.sameContent(word, Table.wordOpaque(meta, o))) {
                return value;
            }
            attempts++;
        }
        return getLocked(key, hash);
    }

    /** The lookup that cannot be overtaken: it copies the bucket under its lock and compares keys afterwards. */
    private @Nullable Object getLocked(Object key, int hash) {
        EntryBuffer buffer = new EntryBuffer();
        Table t = table;
        while (!BucketReader.readLocked(t, hash & t.mask, buffer)) {
            t = t.successor();
        }
        for (int i = 0; i < buffer.length; i += 2) {
            if (key == buffer.kv[i] || key.equals(buffer.kv[i])) {
                return buffer.kv[i + 1];
            }
        }
        return null;
    }

    /** The slot that holds an equal key, or -1. Calls {@code equals}; not under a lock. */
    static int slotOf(Object[] kv, int o, long ctrl, int hash, Object key) {
        for (long c = Hashing.candidates(ctrl, hash); c != 0; c &= c - 1) {
            int slot = Hashing.slot(c);
            Object k = Table.refAcquire(kv, (o << Table.KV_SHIFT) + (slot << 1));
            if (k == key || (k != null && key.equals(k))) {
                return slot;
            }
        }
        return -1;
    }

    public @Nullable Object put(Object key, Object value) {
        int hash = Hashing.spread(key.hashCode());
        Table t = table;
        int bucket = hash & t.mask;
        int j = bucket >>> Table.SEGMENT_SHIFT;
        int o = bucket & (Table.SEGMENT_BUCKETS - 1);
        long[] meta = t.metas[j];
        long word = Table.wordVolatile(meta, o);
        Object[] kv = t.kvs[j];
        // Touches the entries' line before anything depends on the state line, so that the two misses overlap; the
        // comparison is there because a load without a use would be dropped.
        if ((word & (Word.LOCK | Word.EVAC | Word.RES)) == 0
                && kv != null
                && Table.refAcquire(kv, o << Table.KV_SHIFT) != RETRY) {
            long ctrl = Table.ctrlAcquire(meta, o);
            long candidates = Hashing.candidates(ctrl, hash);
            if (candidates != 0) {
                int slot = Hashing.slot(candidates);
                int at = (o << Table.KV_SHIFT) + (slot << 1);
                Object k = Table.refAcquire(kv, at);
                if (k == key || (k != null && key.equals(k))) {
                    Object previous = Word.stamp(word) == epochs.number()
                            ? replaceInEpoch(meta, o, word, kv, at + 1, value)
                            : replaceAcrossEpochs(t, bucket, word, ctrl, kv, slot, key, value);
                    if (previous != null) {
                        if (t.next() != null) {
                            evacuation.help();
                        }
                        return previous;
                    }
                }
            }
        }
        return write(PUT, key, hash, value, null, null);
    }

    /**
     * The commonest write, a new value in a bucket that carries the current epoch's stamp already: {@link #commit} without
     * what that makes needless. Neither copy nor pair has to be thought of, and a slot filled meanwhile is another one.
     *
     * @return the previous value, or null when nothing was changed
     */
    private @Nullable Object replaceInEpoch(long[] meta, int o, long word, Object[] kv, int valueAt, Object value) {
        Epochs clock = epochs;
        if (!Table.compareAndSetWord(meta, o, word, word | Word.LOCK)) {
            return null;
        }
        // Linearization point, as in commit.
        if (clock.number() != Word.stamp(word)) {
            Table.setWordRelease(meta, o, word);
            return null;
        }
        Object previous = kv[valueAt];
        Table.setRefRelease(kv, valueAt, value);
        Table.setWordRelease(meta, o, word & ~Word.FRESH);
        return previous;
    }

    /** A new value in a slot of a bucket that has not been written in this epoch; null when nothing was changed. */
    private @Nullable Object replaceAcrossEpochs(
            Table t, int bucket, long word, long ctrl, Object[] kv, int slot, Object key, Object value) {
        if (epochs.waitsForMemory()) {
            return null;
        }
        CopyTicket ticket = prepareCopy(t, bucket, word, ctrl);
        Object previous = commit(
                t, bucket, word, ctrl, kv, SET_VALUE, slot, 0, key, value, null, false, null, null, ticket, false);
        if (previous == RETRY) {
            return null;
        }
        if (ticket != null) {
            epochs.enforceBound();
        }
        return previous;
    }

    public @Nullable Object putIfAbsent(Object key, Object value) {
        return write(PUT_IF_ABSENT, key, Hashing.spread(key.hashCode()), value, null, null);
    }

    public @Nullable Object replace(Object key, Object value) {
        return write(REPLACE, key, Hashing.spread(key.hashCode()), value, null, null);
    }

    public boolean replace(Object key, Object expected, Object value) {
        return write(REPLACE_IF_EQUAL, key, Hashing.spread(key.hashCode()), value, expected, null) != null;
    }

    public @Nullable Object remove(Object key) {
        return write(REMOVE, key, Hashing.spread(key.hashCode()), null, null, null);
    }

    public boolean remove(Object key, Object expected) {
        return write(REMOVE_IF_EQUAL, key, Hashing.spread(key.hashCode()), null, expected, null) != null;
    }

    /** Replaces what the key has by the function's result; null removes. Returns the result. */
    public @Nullable Object compute(Object key, UnaryOperator<@Nullable Object> function) {
        return reserveAndRun(COMPUTE, key, null, function);
    }

    /** Inserts the function's result, unless it is null, if the key is absent. Returns what the key has then. */
    public @Nullable Object computeIfAbsent(Object key, UnaryOperator<@Nullable Object> function) {
        return reserveAndRun(COMPUTE_IF_ABSENT, key, null, function);
    }

    /** As {@link #compute} if the key is present; otherwise nothing. */
    public @Nullable Object computeIfPresent(Object key, UnaryOperator<@Nullable Object> function) {
        return reserveAndRun(COMPUTE_IF_PRESENT, key, null, function);
    }

    /** Inserts the value if the key is absent, otherwise as {@link #compute}. */
    public @Nullable Object merge(Object key, Object value, UnaryOperator<@Nullable Object> function) {
        return reserveAndRun(MERGE, key, value, function);
    }

    private @Nullable Object reserveAndRun(
            int mode, Object key, @Nullable Object value, UnaryOperator<@Nullable Object> function) {
        int hash = Hashing.spread(key.hashCode());
        Reservation reservation = new Reservation(hash);
        Object found = write(mode, key, hash, value, null, reservation);
        if (found != RESERVED) {
            return mode == MERGE ? value : found;
        }
        try {
            Object result = function.apply(reservation.oldValue);
            finish(reservation, key, result, result != null || reservation.oldValue != null);
            return result;
        } finally {
            if (!reservation.isDone()) {
                finish(reservation, key, null, false);
            }
        }
    }

    /**
     * Locates the key without a lock, decides, prepares, and commits; repeats when the bucket has changed in between.
     *
     * @return the previous value, null if there was none or nothing was done, or {@link #RESERVED}
     */
    private @Nullable Object write(
            int mode,
            Object key,
            int hash,
            @Nullable Object value,
            @Nullable Object expected,
            @Nullable Reservation reservation) {
        boolean pins = mode == REPLACE_IF_EQUAL || mode == REMOVE_IF_EQUAL;
        Table t = table;
        int spins = 0;
        for (; ; ) {
            int bucket = hash & t.mask;
            int j = Table.segmentOf(bucket);
            int o = Table.offset(bucket);
            long[] meta = t.metas[j];
            long word = Table.wordVolatile(meta, o);
            if ((word & (Word.LOCK | Word.EVAC)) != 0) {
                if (Word.locked(word)) {
                    spins = Backoff.pause(spins);
                } else {
                    t = t.successor();
                }
                continue;
            }
            Object[] kv = t.kvAcquire(j);
            if (kv == null) {
                continue;
            }
            long ctrl = Table.ctrlAcquire(meta, o);
            int slot = slotOf(kv, o, ctrl, hash, key);
            Object cell = null;
            Overflow overflow = null;
            Object old = null;
            if (slot >= 0) {
                old = Table.refAcquire(kv, (o << Table.KV_SHIFT) + (slot << 1) + 1);
                if (old == null) {
                    continue;
                }
            }
            if ((word & (Word.OVERFLOW | Word.RES)) != 0) {
                cell = t.overflowCell(bucket);
                overflow = Reserved.content(cell);
                if (slot < 0 && overflow != null) {
                    old = overflow.get(hash, key);
                }
            }

            boolean reserves = mode >= COMPUTE && (mode != MERGE || old != null);
            boolean acts = switch (mode) {
                case PUT, COMPUTE, MERGE -> true;
                case PUT_IF_ABSENT, COMPUTE_IF_ABSENT -> old == null;
                case REPLACE_IF_EQUAL, REMOVE_IF_EQUAL -> old != null && isEqual(expected, old);
                default -> old != null;
            };
            if (!acts) {
                // As in get; linearized while the bucket was as it was seen.
                VarHandle.acquireFence();
                if (Word.sameContent(word, Table.wordOpaque(meta, o))) {
                    return pins ? null : old;
                }
                continue;
            }
            if (Word.reserved(word)) {
                if (cell instanceof Reserved reserved) {
                    reserved.reservation.await();
                }
                continue;
            }
            if (epochs.waitsForMemory() && keeper(epochs.current().open, Word.stamp(word), t, bucket) != null) {
                // Before anything is reserved, so that whoever closes the snapshots can still write here.
                epochs.awaitMemory();
            }
            if (reserves) {
                if (reserve(t, bucket, word, ctrl, kv, slot, key, old, overflow, requireNonNull(reservation))) {
                    return RESERVED;
                }
                continue;
            }

            int action = action(slot, old, value, ctrl);
            Overflow newOverflow = newOverflow(action, overflow, hash, key, value);
            if (newOverflow != null) {
                t.ensureOverflows(j);
            }
            CopyTicket ticket = prepareCopy(t, bucket, word, ctrl);
            Object previous = commit(
                    t,
                    bucket,
                    word,
                    ctrl,
                    kv,
                    action,
                    slot,
                    hash,
                    key,
                    value,
                    old,
                    pins,
                    cell,
                    newOverflow,
                    ticket,
                    false);
            if (previous == RETRY) {
                advanceIfSequenceFull(word);
                continue;
            }
            afterWrite(t, action, old, value);
            return previous;
        }
    }

    private static boolean isEqual(@Nullable Object expected, Object value) {
        return expected == value || (expected != null && expected.equals(value));
    }

    /** What to do to the bucket to give the key the value, or to take it away when the value is null. */
    private static int action(int slot, @Nullable Object old, @Nullable Object value, long ctrl) {
        if (slot >= 0) {
            return value == null ? EMPTY_SLOT : SET_VALUE;
        }
        if (old != null) {
            return value == null ? SET_OVERFLOW_KEYS : SET_OVERFLOW;
        }
        return Hashing.empty(ctrl) != 0 ? FILL_SLOT : SET_OVERFLOW_KEYS;
    }

    /** The overflow after the action; made outside the lock, because it compares keys. */
    private static @Nullable Overflow newOverflow(
            int action, @Nullable Overflow overflow, int hash, Object key, @Nullable Object value) {
        if (action != SET_OVERFLOW && action != SET_OVERFLOW_KEYS) {
            return overflow;
        }
        if (value == null) {
            return overflow == null ? null : overflow.without(hash, key);
        }
        return overflow == null ? Overflow.of(hash, key, value) : overflow.with(hash, key, value);
    }

    private void advanceIfSequenceFull(long word) {
        if (Word.sequenceFull(word)) {
            epochs.advance(Word.stamp(word) + 1);
        }
    }

    private void afterWrite(Table t, int action, @Nullable Object old, @Nullable Object value) {
        if (value == null) {
            count.decrement();
        } else if (old == null) {
            count.increment();
            if (action == SET_OVERFLOW_KEYS) {
                evacuation.growIfFull(t);
            }
        }
        evacuation.help();
        epochs.enforceBound();
    }

    /**
     * Marks the bucket as reserved for a compute function. It changes no content and sets no stamp.
     *
     * @return false when the bucket has changed since the caller looked
     */
    private static boolean reserve(
            Table t,
            int bucket,
            long word,
            long ctrl,
            Object[] kv,
            int slot,
            Object key,
            @Nullable Object old,
            @Nullable Overflow overflow,
            Reservation reservation) {
        int j = Table.segmentOf(bucket);
        int o = Table.offset(bucket);
        int at = (o << Table.KV_SHIFT) + (slot << 1);
        t.ensureOverflows(j);
        reservation.table = t;
        reservation.oldValue = old;
        reservation.storedKey = slot >= 0
                ? Table.refAcquire(kv, at)
                : old == null || overflow == null ? null : overflow.keyOf(reservation.hash, key);
        Reserved mark = new Reserved(reservation, overflow);
        long[] meta = t.metas[j];
        if (!Table.compareAndSetWord(meta, o, word, word | Word.LOCK)) {
            return false;
        }
        boolean holds = Table.ctrlAcquire(meta, o) == ctrl
                && t.overflowCell(bucket) == overflow
                && (slot < 0 || kv[at + 1] == old);
        if (holds) {
            t.setOverflowCell(bucket, mark);
        }
        Table.setWordRelease(meta, o, holds ? word | Word.RES : word);
        return holds;
    }

    /**
     * Ends a reservation, with the function's change or without one. Nobody else has changed the bucket meanwhile, but it
     * may have been moved.
     */
    private void finish(Reservation reservation, Object key, @Nullable Object value, boolean changes) {
        Table t = requireNonNull(reservation.table);
        int hash = reservation.hash;
        Object old = reservation.oldValue;
        int spins = 0;
        for (; ; ) {
            int bucket = hash & t.mask;
            int o = Table.offset(bucket);
            long[] meta = t.metas[Table.segmentOf(bucket)];
            long word = Table.wordVolatile(meta, o);
            if ((word & (Word.LOCK | Word.EVAC)) != 0) {
                if (Word.locked(word)) {
                    spins = Backoff.pause(spins);
                } else {
                    t = t.successor();
                }
                continue;
            }
            Object[] kv = t.kvAcquire(Table.segmentOf(bucket));
            if (kv == null) {
                continue;
            }
            Object cell = t.overflowCell(bucket);
            Overflow overflow = Reserved.content(cell);
            if (!changes) {
                if (Table.compareAndSetWord(meta, o, word, word | Word.LOCK)) {
                    t.setOverflowCell(bucket, overflow);
                    Table.setWordRelease(meta, o, word & ~Word.RES);
                    reservation.complete();
                    return;
                }
                continue;
            }
            long ctrl = Table.ctrlAcquire(meta, o);
            Object stored = reservation.storedKey;
            int slot = stored == null ? -1 : slotOfSame(kv, o, ctrl, hash, stored);
            int action = action(slot, old, value, ctrl);
            Overflow newOverflow = newOverflow(action, overflow, hash, stored == null ? key : stored, value);
            CopyTicket ticket = prepareCopy(t, bucket, word, ctrl);
            Object previous = commit(
                    t,
                    bucket,
                    word,
                    ctrl,
                    kv,
                    action,
                    slot,
                    hash,
                    key,
                    value,
                    old,
                    false,
                    cell,
                    newOverflow,
                    ticket,
                    true);
            if (previous == RETRY) {
                advanceIfSequenceFull(word);
                continue;
            }
            reservation.complete();
            afterWrite(t, action, old, value);
            return;
        }
    }

    /** The slot that holds this very key object, or -1. */
    private static int slotOfSame(Object[] kv, int o, long ctrl, int hash, Object key) {
        for (long c = Hashing.candidates(ctrl, hash); c != 0; c &= c - 1) {
            int slot = Hashing.slot(c);
            if (Table.refAcquire(kv, (o << Table.KV_SHIFT) + (slot << 1)) == key) {
                return slot;
            }
        }
        return -1;
    }

    /** The youngest open snapshot that needs the content a bucket has under this stamp, or null. */
    private static @Nullable SnapshotNode keeper(@Nullable SnapshotNode youngest, long stamp, Table t, int bucket) {
        // A scan that has passed the bucket needs nothing, but an older snapshot may: go on to it.
        for (SnapshotNode node = youngest; node != null && stamp <= node.cut; node = node.older) {
            if (!node.closed && !node.passed(t, bucket)) {
                return node;
            }
        }
        return null;
    }

    /** Makes room for the copy that a write of this bucket has to save, if a snapshot asks for one. Not under a lock. */
    private @Nullable CopyTicket prepareCopy(Table t, int bucket, long word, long ctrl) {
        SnapshotNode open = epochs.current().open;
        if (open == null) {
            return null;
        }
        SnapshotNode keeper = keeper(open, Word.stamp(word), t, bucket);
        if (keeper == null) {
            return null;
        }
        Object[] chunk = keeper.copies.chunk(t, bucket);
        if (chunk == null) {
            epochs.retained(keeper, keeper.copies.prepare(t, bucket));
            chunk = requireNonNull(keeper.copies.chunk(t, bucket));
        }
        return new CopyTicket(keeper, chunk, Long.bitCount(Hashing.used(ctrl)));
    }

    /**
     * Locks the bucket, makes one prepared change, and unlocks it.
     *
     * @param word the state word that the caller saw, unlocked; what it found under that word still holds under the lock
     * @param located the value that the caller found, null if none
     * @param pins whether the change may be made only while the slot still has that very value
     * @param cell the overflow cell that the caller saw
     * @param ticket room for a copy, or null if none was asked for
     * @param releases whether the bucket's reservation ends with this change
     * @return the previous value, or {@link #RETRY} when nothing was changed
     */
    private @Nullable Object commit(
            Table t,
            int bucket,
            long word,
            long ctrl,
            Object[] kv,
            int action,
            int slot,
            int hash,
            Object key,
            @Nullable Object value,
            @Nullable Object located,
            boolean pins,
            @Nullable Object cell,
            @Nullable Overflow newOverflow,
            @Nullable CopyTicket ticket,
            boolean releases) {
        int o = Table.offset(bucket);
        long[] meta = t.metas[Table.segmentOf(bucket)];
        if (!Table.compareAndSetWord(meta, o, word, word | Word.LOCK)) {
            return RETRY;
        }
        long unlocked = word;
        SnapshotNode keeper;
        Object previous = located;
        try {
            int target = action == FILL_SLOT ? Hashing.slot(Hashing.empty(ctrl)) : slot;
            int at = (o << Table.KV_SHIFT) + (target << 1);
            if (Table.ctrlAcquire(meta, o) != ctrl) {
                return RETRY;
            }
            boolean setsCell = releases || action >= SET_OVERFLOW;
            if (setsCell && t.overflowCell(bucket) != cell) {
                return RETRY;
            }
            if (action == SET_VALUE || action == EMPTY_SLOT) {
                previous = kv[at + 1];
                if (pins && previous != located) {
                    return RETRY;
                }
            }

            boolean movesPair = action == EMPTY_SLOT || action >= SET_OVERFLOW_KEYS;
            long stamp = Word.stamp(word);
            Epoch epoch;
            do {
                // Linearization point of the write (the last reading, if it is repeated). A volatile read after the
                // volatile lock: whoever sees this bucket unlocked and old has not been overtaken by a later epoch.
                epoch = epochs.current();
                if (stamp == epoch.number && movesPair && Word.sequenceFull(word)) {
                    return RETRY;
                }
                keeper = stamp == epoch.number ? null : keeper(epoch.open, stamp, t, bucket);
                if (keeper == null) {
                    break;
                }
                if (ticket == null || ticket.keeper != keeper) {
                    return RETRY;
                }
                ticket.copy.fill(word, ctrl, kv, o << Table.KV_SHIFT, t.overflow(bucket));
                ticket.store(bucket);
                // Orders the copy before the look at `closed`; paired with the fence in Epochs.markClosed.
                // Without it the closer could miss the copy, this writer the closing, and an older snapshot
                // would lose the content.
                VarHandle.fullFence();
            } while (keeper.closed);

            long changed = word & ~(Word.PAIR | Word.FRESH);
            if (stamp < epoch.number) {
                changed |= epoch.number;
            } else {
                changed |= (word & Word.PAIR) + (movesPair ? Word.SEQ_ONE : 0);
            }
            if (setsCell) {
                changed &= ~(Word.OVERFLOW | Word.RES);
                changed |= Overflow.filterOf(newOverflow);
            }
            unlocked = changed;
            if (changed != word) {
                Table.setWordRelease(meta, o, changed | Word.LOCK);
            }
            // Orders the pair before the content. Without it a reader could see new content under the old pair.
            VarHandle.storeStoreFence();

            switch (action) {
                case SET_VALUE -> Table.setRefRelease(kv, at + 1, value);
                case FILL_SLOT -> {
                    Table.setRefRelease(kv, at, key);
                    Table.setRefRelease(kv, at + 1, value);
                    Table.setCtrlRelease(meta, o, Hashing.withTag(ctrl, target, Hashing.tag(hash)));
                }
                case EMPTY_SLOT -> {
                    Table.setCtrlRelease(meta, o, Hashing.withoutTag(ctrl, target));
                    Table.setRefRelease(kv, at, null);
                    Table.setRefRelease(kv, at + 1, null);
                }
                case EMPTY_BUCKET -> {
                    Table.setCtrlRelease(meta, o, 0);
                    for (int i = 0; i < Table.SLOTS << 1; i++) {
                        Table.setRefRelease(kv, at + i, null);
                    }
                }
                default -> {}
            }
            if (setsCell) {
                t.setOverflowCell(bucket, newOverflow);
            }
        } finally {
            Table.setWordRelease(meta, o, unlocked);
        }
        if (keeper != null && ticket != null) {
            counters.bucketsCopied.increment();
            epochs.count(keeper, ticket.copy.bytes());
        }
        return previous;
    }

    /** Removes every entry, bucket by bucket; not at one instant. */
    public void clear() {
        Table root = table;
        for (int bucket = 0; bucket < root.buckets(); bucket++) {
            clear(root, bucket);
        }
        evacuation.help();
    }

    private void clear(Table t, int bucket) {
        int o = Table.offset(bucket);
        int spins = 0;
        for (; ; ) {
            long[] meta = t.metas[Table.segmentOf(bucket)];
            long word = Table.wordVolatile(meta, o);
            if (Word.locked(word)) {
                spins = Backoff.pause(spins);
                continue;
            }
            if (Word.evacuated(word)) {
                Table next = t.successor();
                for (int child = bucket & next.mask; child < next.buckets(); child += t.buckets()) {
                    clear(next, child);
                }
                return;
            }
            Object[] kv = t.kvAcquire(Table.segmentOf(bucket));
            if (kv == null) {
                continue;
            }
            long ctrl = Table.ctrlAcquire(meta, o);
            Object cell = t.overflowCell(bucket);
            if (cell instanceof Reserved reserved) {
                reserved.reservation.await();
                continue;
            }
            int entries = Long.bitCount(Hashing.used(ctrl)) + (cell == null ? 0 : ((Overflow) cell).size());
            if (entries == 0) {
                return;
            }
            CopyTicket ticket = prepareCopy(t, bucket, word, ctrl);
            Object result = commit(
                    t, bucket, word, ctrl, kv, EMPTY_BUCKET, 0, 0, kv, null, null, false, cell, null, ticket, false);
            if (result != RETRY) {
                count.add(-entries);
                epochs.enforceBound();
                return;
            }
            advanceIfSequenceFull(word);
        }
    }

    /** Starts a snapshot for a handle, which must end with {@link #closeHandle}. */
    public SnapshotNode openSnapshot() {
        SnapshotNode node = epochs.open(this, 0);
        counters.snapshotsOpened.increment();
        return node;
    }

    /** Takes one handle from a snapshot; the last one closes it. */
    public void closeHandle(SnapshotNode node, boolean leaked) {
        if (leaked) {
            counters.snapshotsLeaked.increment();
        }
        if (node.releaseHandle()) {
            epochs.close(node);
        }
    }

    /** The key's value in the snapshot, or null. */
    public @Nullable Object getAt(SnapshotNode node, Object key) {
        return BucketReader.getAt(epochs, node, key);
    }

    /** The number of entries of the snapshot, counted when it is first asked for. */
    public long countAt(SnapshotNode node) {
        long entries = node.entries;
        if (entries < 0) {
            entries = walker(node, 0).countRemaining();
            node.entries = entries;
        }
        return entries;
    }

    /** The snapshot's number of entries if it has been counted, otherwise the map's. */
    public long estimatedCountAt(SnapshotNode node) {
        long entries = node.entries;
        return entries < 0 ? Math.max(0, count.sum()) : entries;
    }

    /** A walk over the snapshot, or over the live map if there is none; the seed chooses where it begins. */
    public BucketWalker walker(@Nullable SnapshotNode node, long seed) {
        return new BucketWalker(this, node, seed);
    }

    /** One pass over the entries of this instant, by a snapshot that lets writers forget what the pass is done with. */
    public void scan(long seed, BiConsumer<Object, Object> action) {
        SnapshotNode node = epochs.open(this, (int) seed);
        counters.snapshotsOpened.increment();
        try {
            new BucketWalker(this, node, seed).scan(node, action);
        } finally {
            epochs.close(node);
        }
    }

    /** Checks every invariant of the structure; meaningful at rest. */
    public void verify() {
        new StructureCheck(this).run();
    }

    /** Shrinks the table, halving by halving, to the smallest that is not full. */
    public void trim() {
        evacuation.trim();
    }

    /** What the map counts of itself. */
    public MapStats stats() {
        return new MapStats(
                counters.snapshotsOpened.sum(),
                counters.snapshotsClosed.sum(),
                counters.snapshotsLeaked.sum(),
                counters.snapshotsExpired.sum(),
                epochs.openSnapshots(),
                epochs.retainedBytes(),
                counters.bucketsCopied.sum(),
                counters.evacuationFailures.sum(),
                counters.growthsStarted.sum(),
                counters.growthsCompleted.sum());
    }
}
