package dev.stillmap.internal;

import org.jspecify.annotations.Nullable;

/**
 * A bucket that is filled by a move. First it is planned, outside locks: which slots of which sources it takes, and
 * what comes from the overflow or goes into it. Then it is filled, under the sources' locks, without allocating. For
 * one thread.
 */
final class Child {

    private final Table table;

    private final int bucket;

    /** Where each slot's key is read from; its value follows it. */
    private final Object[][] sources = new Object[Table.SLOTS][];

    private final int[] sourceAt = new int[Table.SLOTS];

    private int slots;

    private long ctrl;

    private @Nullable Overflow overflow;

    private @Nullable Object cell;

    @Nullable
    Reservation reservation;

    /** Entries of a second source that found no slot, with the values seen before the lock. */
    @Nullable
    Overflow rest;

    private @Nullable Source restSource;

    private int restSlots;

    private final @Nullable Object[] restValues = new Object[Table.SLOTS];

    Child(Table table, int bucket) {
        assert Allocations.permit("child bucket");
        this.table = table;
        this.bucket = bucket;
    }

    /** Takes the source's used slots that are in the mask; there must be room. */
    void takeSlots(Source from, int mask) {
        for (long used = Hashing.used(from.ctrl); used != 0; used &= used - 1) {
            int slot = Hashing.slot(used);
            if ((mask >>> slot & 1) != 0) {
                take(from.kv, from.keyAt(slot), Hashing.tagAt(from.ctrl, slot));
            }
        }
    }

    private void take(Object[] kv, int at, long tag) {
        sources[slots] = kv;
        sourceAt[slots] = at;
        ctrl = Hashing.withTag(ctrl, slots, tag);
        slots++;
    }

    /**
     * Takes a second source's slots, as far as there is room; what is left goes into {@link #rest}. False if that
     * fails.
     */
    boolean takeRest(Source from, Counters counters) {
        restSource = from;
        for (long used = Hashing.used(from.ctrl); used != 0; used &= used - 1) {
            int slot = Hashing.slot(used);
            if (slots < Table.SLOTS) {
                take(from.kv, from.keyAt(slot), Hashing.tagAt(from.ctrl, slot));
                continue;
            }
            Object key = Table.refAcquire(from.kv, from.keyAt(slot));
            Object value = Table.refAcquire(from.kv, from.keyAt(slot) + 1);
            if (key == null || value == null) {
                return false;
            }
            restSlots |= 1 << slot;
            restValues[slot] = value;
            try {
                int hash = Hashing.spread(key.hashCode());
                rest = rest == null ? Overflow.of(hash, key, value) : rest.with(hash, key, value);
            } catch (Throwable e) {
                // Another caller's key: see Source.slotsWithBit.
                counters.increment(Counters.EVACUATION_FAILURES);
                return false;
            }
        }
        return true;
    }

    /** Whether the values in {@link #rest} are still those of the source; asked under its lock. */
    boolean pinnedValuesHold() {
        Source from = restSource;
        for (int slot = 0; from != null && slot < Table.SLOTS; slot++) {
            if ((restSlots >>> slot & 1) != 0 && from.kv[from.keyAt(slot) + 1] != restValues[slot]) {
                return false;
            }
        }
        return true;
    }

    /** Takes an overflow: into free slots first. */
    void takeOverflow(@Nullable Overflow from) {
        Overflow left = from;
        while (left != null && slots < Table.SLOTS) {
            assert Allocations.permit("entry taken from an overflow");
            take(new Object[] {left.firstKey(), left.firstValue()}, 0, Hashing.tag(left.firstHash()));
            left = left.withoutFirst();
        }
        overflow = left;
    }

    /** Whether there is more than its slots take. */
    boolean overflowed() {
        return overflow != null;
    }

    /** Makes what {@link #fill} writes to. */
    void prepare() {
        int j = Table.segmentOf(bucket);
        table.ensureSegment(j);
        cell = reservation == null ? overflow : new Reserved(reservation, overflow);
        if (cell != null) {
            table.ensureOverflows(j);
        }
    }

    /** Writes the whole bucket; nobody can reach it before its source is marked as moved, which publishes all of it. */
    void fill(long pair) {
        int j = Table.segmentOf(bucket);
        int o = Table.offset(bucket);
        Object[] kv = table.kvs[j];
        int at = o << Table.KV_SHIFT;
        for (int slot = 0; slot < Table.SLOTS; slot++, at += 2) {
            boolean taken = slot < slots;
            kv[at] = taken ? sources[slot][sourceAt[slot]] : null;
            kv[at + 1] = taken ? sources[slot][sourceAt[slot] + 1] : null;
        }
        table.setOverflowCell(bucket, cell);
        long word = pair | Word.FRESH | Overflow.filterOf(overflow) | (reservation == null ? 0 : Word.RES);
        long[] meta = table.metas[j];
        Table.setCtrlRelease(meta, o, ctrl);
        Table.setWordRelease(meta, o, word);
    }
}
