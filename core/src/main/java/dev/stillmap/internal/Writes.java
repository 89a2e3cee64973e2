package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import dev.stillmap.internal.flight.FlightEvents;
import dev.stillmap.internal.flight.FlightLog;
import dev.stillmap.stats.WaitKind;
import java.lang.invoke.VarHandle;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The writes of single keys: located without a lock, decided, prepared, and committed under the lock of one bucket; and
 * compute functions, which run between a reservation and its end. What holds, and why, is said in {@link MapCore}.
 * Thread-safe.
 */
final class Writes {

    /** What a write does, by what it finds. */
    static final int PUT = 0;

    static final int PUT_IF_ABSENT = 1;

    static final int REPLACE = 2;

    static final int REPLACE_IF_EQUAL = 3;

    static final int REMOVE = 4;

    static final int REMOVE_IF_EQUAL = 5;

    static final int REPLACE_STAMPED = 6;

    static final int COMPUTE = 7;

    static final int COMPUTE_IF_ABSENT = 8;

    static final int COMPUTE_IF_PRESENT = 9;

    static final int MERGE = 10;

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

    private final MapCore core;

    private final Epochs epochs;

    private final Evacuation evacuation;

    private final Counters counters;

    Writes(MapCore core, Epochs epochs, Evacuation evacuation, Counters counters) {
        this.core = core;
        this.epochs = epochs;
        this.evacuation = evacuation;
        this.counters = counters;
    }

    /** A new value in a slot of a bucket that has not been written in this epoch; null when nothing was changed. */
    @Nullable
    Object replaceAcrossEpochs(
            Table t, int bucket, long word, long ctrl, Object[] kv, int slot, int hash, Object key, Object value) {
        if (epochs.waitsForMemory()) {
            return null;
        }
        CopyTicket ticket = prepareCopy(t, bucket, word, ctrl);
        Object previous = commit(
                t, bucket, word, ctrl, kv, SET_VALUE, slot, hash, key, value, null, false, null, null, ticket, false,
                null);
        if (previous == RETRY) {
            return null;
        }
        countCopy(ticket);
        return previous;
    }

    @Nullable
    Object reserveAndRun(int mode, Object key, @Nullable Object value, UnaryOperator<@Nullable Object> function) {
        int hash = Hashing.spread(key.hashCode());
        Reservation reservation = new Reservation(core, hash);
        Object found = write(mode, key, hash, value, null, reservation, null);
        if (found != RESERVED) {
            return mode == MERGE ? value : found;
        }
        try {
            Object result = run(reservation, function);
            finish(reservation, key, result, result != null || reservation.oldValue != null);
            return result;
        } finally {
            if (!reservation.isDone()) {
                finish(reservation, key, null, false);
            }
        }
    }

    private static @Nullable Object run(Reservation reservation, UnaryOperator<@Nullable Object> function) {
        reservation.enter();
        try {
            return function.apply(reservation.oldValue);
        } finally {
            reservation.leave();
        }
    }

    /**
     * Locates the key without a lock, decides, prepares, and commits; repeats when the bucket has changed in between,
     * and when a hold has kept it back.
     *
     * @param pass what the write need not mind, or null; the caller gives it back
     * @return the previous value, null if there was none or nothing was done, or {@link #RESERVED}
     */
    @Nullable
    Object write(
            int mode,
            Object key,
            int hash,
            @Nullable Object value,
            @Nullable Object expected,
            @Nullable Reservation reservation,
            @Nullable Pass pass) {
        boolean pins = mode == REPLACE_IF_EQUAL || mode == REMOVE_IF_EQUAL || mode == REPLACE_STAMPED;
        Table t = core.table();
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
            int slot = MapCore.slotOf(kv, o, ctrl, hash, key);
            Object cell = null;
            Overflow overflow = null;
            Object old = null;
            int at = -1;
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
                    at = overflow.find(hash, key);
                    old = at < 0 ? null : overflow.valueAt(at);
                }
            }

            boolean reserves = mode >= COMPUTE && (mode != MERGE || old != null);
            boolean acts = switch (mode) {
                case PUT, COMPUTE, MERGE -> true;
                case PUT_IF_ABSENT, COMPUTE_IF_ABSENT -> old == null;
                case REPLACE_IF_EQUAL, REMOVE_IF_EQUAL -> old != null && isEqual(expected, old);
                case REPLACE_STAMPED -> old != null && ((Stamp) requireNonNull(expected)).fits(t, word);
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
                    Pass.giveBack(pass);
                    reserved.reservation.await();
                }
                continue;
            }
            // Before anything is reserved, so that whoever closes the snapshots can still write here.
            awaitMemory(t, bucket, word, pass);
            if (reserves) {
                // The function's end waits for holds too; but while it waits here, nobody waits for its reservation.
                Hold hold = epochs.current().holdOn(core, pass, hash, -1);
                if (hold != null) {
                    return after(hold, pass, hash, own -> {
                        requireNonNull(reservation).pass = own;
                        return write(mode, key, hash, value, expected, reservation, own);
                    });
                }
                if (reserve(t, bucket, word, ctrl, kv, slot, old, overflow, at, requireNonNull(reservation))) {
                    return RESERVED;
                }
                continue;
            }

            int action = action(slot, old, value, ctrl);
            Overflow newOverflow = newOverflow(action, overflow, at, hash, key, value);
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
                    false,
                    pass);
            if (previous == RETRY) {
                Hold hold = epochs.current().holdOn(core, pass, hash, -1);
                if (hold != null) {
                    return after(hold, pass, hash, own -> write(mode, key, hash, value, expected, reservation, own));
                }
                advanceIfSequenceFull(word);
                continue;
            }
            if (action >= SET_OVERFLOW) {
                counters.overflowChanged(overflow, newOverflow);
            }
            afterWrite(t, action, old, value, ticket);
            return previous;
        }
    }

    /** Waits for a hold, or lets it degrade, and tries the write again. */
    private @Nullable Object after(Hold hold, @Nullable Pass pass, int hash, Function<Pass, @Nullable Object> write) {
        Pass own = Pass.of(pass);
        try {
            core.holds().await(hold, own, hash);
            return write.apply(own);
        } finally {
            Pass.giveBack(own);
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

    /** The overflow after the action, with the key at {@code at}, or not there if that is -1. Made outside the lock. */
    private static @Nullable Overflow newOverflow(
            int action, @Nullable Overflow overflow, int at, int hash, Object key, @Nullable Object value) {
        if (action != SET_OVERFLOW && action != SET_OVERFLOW_KEYS) {
            return overflow;
        }
        if (overflow == null) {
            return value == null ? null : Overflow.of(hash, key, value);
        }
        if (value == null) {
            return overflow.withoutAt(at);
        }
        return at < 0 ? overflow.added(hash, key, value) : overflow.replacedAt(at, value);
    }

    void advanceIfSequenceFull(long word) {
        if (Word.sequenceFull(word)) {
            epochs.advance(Word.stamp(word) + 1);
        }
    }

    private void afterWrite(
            Table t, int action, @Nullable Object old, @Nullable Object value, @Nullable CopyTicket ticket) {
        if (value == null) {
            counters.entriesRemoved.increment();
        } else if (old == null) {
            counters.entriesAdded.increment();
            if (action == SET_OVERFLOW_KEYS) {
                evacuation.growIfFull(t);
            }
        }
        evacuation.help();
        countCopy(ticket);
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
            @Nullable Object old,
            @Nullable Overflow overflow,
            int overflowAt,
            Reservation reservation) {
        int j = Table.segmentOf(bucket);
        int o = Table.offset(bucket);
        int at = (o << Table.KV_SHIFT) + (slot << 1);
        t.ensureOverflows(j);
        reservation.table = t;
        reservation.oldValue = old;
        reservation.storedKey = slot >= 0
                ? Table.refAcquire(kv, at)
                : overflowAt < 0 || overflow == null ? null : overflow.keyAt(overflowAt);
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
     * Ends a reservation, with the function's change or without one. Nobody else has changed the bucket meanwhile, but
     * it may have been moved.
     */
    private void finish(Reservation reservation, Object key, @Nullable Object value, boolean changes) {
        finish(reservation, key, value, changes, reservation.pass);
    }

    private void finish(
            Reservation reservation, Object key, @Nullable Object value, boolean changes, @Nullable Pass pass) {
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
                if (!(cell instanceof Reserved reserved) || reserved.reservation != reservation) {
                    // Orders the cell before the look that says it was this bucket's, not a released segment's.
                    VarHandle.acquireFence();
                    if (Table.wordOpaque(meta, o) != word) {
                        continue;
                    }
                    // Ended already, by a call that failed after its change was made.
                    reservation.complete();
                    return;
                }
                if (t.replaceOverflowCell(bucket, word, cell, overflow, word & ~Word.RES)) {
                    reservation.complete();
                    return;
                }
                continue;
            }
            long ctrl = Table.ctrlAcquire(meta, o);
            Object stored = reservation.storedKey;
            int slot = stored == null ? -1 : slotOfSame(kv, o, ctrl, hash, stored);
            int action = action(slot, old, value, ctrl);
            int at = -1;
            if (slot < 0 && stored != null && overflow != null) {
                at = overflow.find(hash, stored);
                // Found by the function's start, so it is there, though its own methods may have ceased to say so.
                at = at < 0 ? overflow.findSame(stored) : at;
            }
            Overflow newOverflow = newOverflow(action, overflow, at, hash, key, value);
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
                    true,
                    pass);
            if (previous == RETRY) {
                Hold hold = epochs.current().holdOn(core, pass, hash, -1);
                if (hold != null) {
                    after(hold, pass, hash, own -> {
                        finish(reservation, key, value, true, own);
                        return null;
                    });
                    return;
                }
                advanceIfSequenceFull(word);
                continue;
            }
            reservation.complete();
            if (action >= SET_OVERFLOW) {
                counters.overflowChanged(overflow, newOverflow);
            }
            afterWrite(t, action, old, value, ticket);
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

    /**
     * The youngest open snapshot, from the given one on, that needs the content a bucket has under this stamp, or null.
     */
    @Nullable
    SnapshotNode keeper(@Nullable SnapshotNode youngest, long stamp, Table t, int bucket) {
        // A scan that has passed the bucket needs nothing, but an older snapshot may: go on to it.
        for (SnapshotNode node = youngest; node != null && stamp <= node.cut; node = node.older) {
            if (node.map == core && !node.closed && !node.passed(t, bucket)) {
                return node;
            }
        }
        return null;
    }

    /** Waits for memory, if writers of this map do, before a bucket that a snapshot needs is written. */
    void awaitMemory(Table t, int bucket, long word, @Nullable Pass pass) {
        if (epochs.waitsForMemory() && keeper(epochs.current().open, Word.stamp(word), t, bucket) != null) {
            Pass.giveBack(pass);
            if (epochs.isMemoryShort()) {
                awaitMemory();
            }
        }
    }

    private void awaitMemory() {
        FlightLog.Span span =
                FlightLog.wants(FlightLog.Kind.MEMORY_WAIT) ? FlightEvents.memoryWait(core.tracer()) : null;
        long from = System.nanoTime();
        try {
            epochs.awaitMemory();
        } finally {
            core.noteWait(WaitKind.MEMORY, counters.memoryWaits, System.nanoTime() - from);
            FlightLog.end(span, "");
        }
    }

    /**
     * Makes room for the copy that a write of this bucket has to save, if a snapshot asks for one. Not under a lock.
     */
    @Nullable
    CopyTicket prepareCopy(Table t, int bucket, long word, long ctrl) {
        SnapshotNode open = epochs.current().open;
        if (open == null) {
            return null;
        }
        SnapshotNode keeper = keeper(open, Word.stamp(word), t, bucket);
        if (keeper == null) {
            return null;
        }
        return ticket(keeper, t, bucket, ctrl);
    }

    /**
     * Room for a copy of the bucket for that snapshot. What it takes is held against the bound when the copy is
     * counted.
     */
    CopyTicket ticket(SnapshotNode keeper, Table t, int bucket, long ctrl) {
        Object[] chunk = keeper.copies.chunk(t, bucket);
        if (chunk == null) {
            epochs.count(keeper, keeper.copies.prepare(t, bucket));
            chunk = requireNonNull(keeper.copies.chunk(t, bucket));
        }
        return new CopyTicket(keeper, chunk, Long.bitCount(Hashing.used(ctrl)));
    }

    /**
     * Locks the bucket, makes one prepared change, and unlocks it.
     *
     * @param word the state word that the caller saw, unlocked; what it found under that word still holds under the
     *     lock
     * @param located the value that the caller found, null if none
     * @param pins whether the change may be made only while the slot still has that very value
     * @param cell the overflow cell that the caller saw
     * @param ticket room for a copy, or null if none was asked for
     * @param releases whether the bucket's reservation ends with this change
     * @param pass what the write need not mind, or null
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
            boolean releases,
            @Nullable Pass pass) {
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

            boolean movesPair = action == EMPTY_SLOT || action >= SET_OVERFLOW_KEYS || (word & Word.WATCH) != 0;
            long stamp = Word.stamp(word);
            Epoch epoch;
            long noted = 0;
            do {
                // Linearization point of the write (the last reading, if it is repeated). A volatile read after the
                // volatile lock: whoever sees this bucket unlocked and old has not been overtaken by a later epoch.
                epoch = epochs.current();
                while ((stamp != epoch.number || (word & Word.FRESH) != 0) && noted < epoch.number) {
                    // Once in an epoch for each bucket. The epoch is read again though the note may be there already:
                    // another writer of the group may have made it after a snapshot taken since the first reading, and
                    // that may have been compared without the note.
                    t.noteChange(bucket, epoch.number);
                    noted = epoch.number;
                    epoch = epochs.current();
                }
                // A hold that this epoch names is met here, before anything is changed; one that a later epoch names
                // begins after this write.
                if (epoch.guards != null && isKeptBack(epoch, t, action, bucket, hash, pass)) {
                    return RETRY;
                }
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

            if (epoch.guards != null) {
                epoch.trip(core, pass, t, bucket);
            }
            long changed = Word.written(word, epoch.number, movesPair);
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
            if (keeper != null && ticket != null) {
                ticket.used = true;
            }
        } finally {
            Table.setWordRelease(meta, o, unlocked);
        }
        return previous;
    }

    private boolean isKeptBack(Epoch epoch, Table t, int action, int bucket, int hash, @Nullable Pass pass) {
        return (action == EMPTY_BUCKET ? epoch.holdOn(core, pass, bucket, t.mask) : epoch.holdOn(core, pass, hash, -1))
                != null;
    }

    /**
     * Counts the copy of a write that has been made. It may allocate, so everything that must not fail comes before it.
     */
    void countCopy(@Nullable CopyTicket ticket) {
        if (ticket != null && ticket.used) {
            counters.bucketsCopied.increment();
            epochs.retained(ticket.keeper, ticket.copy.bytes());
        }
    }

    /** Removes every entry, bucket by bucket; not at one instant. */
    void clear() {
        Table root = core.table();
        for (int bucket = 0; bucket < root.buckets(); bucket++) {
            clear(root, bucket, null);
        }
        evacuation.help();
    }

    private void clear(Table t, int bucket, @Nullable Pass pass) {
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
                    clear(next, child, pass);
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
                Pass.giveBack(pass);
                reserved.reservation.await();
                continue;
            }
            int entries = Long.bitCount(Hashing.used(ctrl)) + (cell == null ? 0 : ((Overflow) cell).size());
            if (entries == 0) {
                // As in a lookup: the overflow may have been read from a segment that was dropped since the word was.
                VarHandle.acquireFence();
                if (Word.sameContent(word, Table.wordOpaque(meta, o))) {
                    return;
                }
                continue;
            }
            awaitMemory(t, bucket, word, pass);
            CopyTicket ticket = prepareCopy(t, bucket, word, ctrl);
            Object result = commit(
                    t,
                    bucket,
                    word,
                    ctrl,
                    kv,
                    EMPTY_BUCKET,
                    0,
                    0,
                    kv,
                    null,
                    null,
                    false,
                    cell,
                    null,
                    ticket,
                    false,
                    pass);
            if (result != RETRY) {
                counters.entriesRemoved.add(entries);
                counters.overflowChanged((Overflow) cell, null);
                countCopy(ticket);
                return;
            }
            Hold hold = epochs.current().holdOn(core, pass, bucket, t.mask);
            if (hold != null) {
                after(hold, pass, bucket, own -> {
                    clear(t, bucket, own);
                    return null;
                });
                return;
            }
            advanceIfSequenceFull(word);
        }
    }
}
