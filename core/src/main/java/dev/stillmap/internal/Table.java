package dev.stillmap.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One generation of the hash table: a directory of fixed-size segments, and the access modes with which their cells are
 * read and written. It holds no algorithm; {@link MapCore} reads and writes, {@link Evacuation} moves and releases.
 *
 * <p>Bucket {@code b} lies in segment {@code b >>> SEGMENT_SHIFT}. Per segment there are
 *
 * <ul>
 *   <li>{@code metas}: control word and state word of each bucket, side by side;
 *   <li>{@code kvs}: eight keys and values of each bucket, interleaved, so that a hit touches one line;
 *   <li>{@code overflows}: what does not fit, made when first needed: an {@link Overflow} or a {@link Reserved};
 *   <li>{@code evacEpochs}: the epoch of each bucket's move, made when a bucket moves while a snapshot is open; absent
 *       means 0: no snapshot was open.
 * </ul>
 *
 * <p>Segments of a table that is being filled appear when the first bucket moves into them; those of a table that is
 * being emptied go when their last bucket has moved and no snapshot needs them. Then {@code metas[j]} is {@link #GONE},
 * whose every bucket says that it has moved. Only the directory grows with the map.
 */
final class Table {

    private static final int GROUP_SHIFT = 4;

    /** Buckets whose changes are noted together. */
    static final int GROUP = 1 << GROUP_SHIFT;

    private static final AtomicLong IDS = new AtomicLong();

    static final int SEGMENT_SHIFT = 12;

    static final int SEGMENT_BUCKETS = 1 << SEGMENT_SHIFT;

    static final int SLOTS = 8;

    /** Buckets whose control and state words share a cache line of 64 bytes. */
    private static final int BUCKETS_PER_LINE = 4;

    /** log2 of the references of one bucket: eight keys and eight values. */
    static final int KV_SHIFT = 4;

    static final int MAX_BUCKETS = 1 << 30;

    /** Stands in for the state of a released segment. */
    static final long[] GONE = new long[SEGMENT_BUCKETS << 1];

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private static final VarHandle REFS = MethodHandles.arrayElementVarHandle(Object[].class);

    private static final VarHandle LONG_ARRAYS = MethodHandles.arrayElementVarHandle(long[][].class);

    private static final VarHandle REF_ARRAYS = MethodHandles.arrayElementVarHandle(Object[][].class);

    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

    private static final VarHandle NEXT;

    private static final VarHandle CURSOR;

    private static final VarHandle MOVED;

    static {
        for (int b = 0; b < SEGMENT_BUCKETS; b++) {
            GONE[(b << 1) + 1] = Word.EVAC;
        }
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEXT = lookup.findVarHandle(Table.class, "next", Table.class);
            CURSOR = lookup.findVarHandle(Table.class, "cursor", int.class);
            MOVED = lookup.findVarHandle(Table.class, "moved", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final int mask;

    final int segmentMask;

    /**
     * Per segment and group of {@value #GROUP} buckets the highest epoch in which one of them was changed, or none
     * lower: who looks for changes skips the others. Apart from those that fill a bucket when it moves here.
     */
    private final long[][] changedIn;

    /** Tells tables of all maps apart, without keeping them. */
    final long id;

    final long[] @Nullable [] metas;

    final Object[] @Nullable [] kvs;

    final Object[] @Nullable [] overflows;

    final long[] @Nullable [] evacEpochs;

    /** Buckets moved out of each segment. */
    private final int[] movedOf;

    /** The table that this one is emptied into; set once. */
    private volatile @Nullable Table next;

    /** The next bucket that a helping writer looks at, modulo the number of positions. */
    @SuppressWarnings("UnusedVariable") // through CURSOR
    private volatile int cursor;

    /** Buckets moved out of this table. */
    private volatile int moved;

    /** An epoch in which this table was not there yet or was just made: snapshots of earlier ones never come here. */
    final long born;

    /** Buckets moved out of all tables before this one. */
    final long movedBefore;

    final long madeAt = System.nanoTime();

    Table(int buckets, long born, long movedBefore) {
        assert Allocations.permit("table");
        this.born = born;
        this.movedBefore = movedBefore;
        id = IDS.incrementAndGet();
        int segments = Math.max(1, buckets >>> SEGMENT_SHIFT);
        mask = buckets - 1;
        segmentMask = Math.min(buckets, SEGMENT_BUCKETS) - 1;
        metas = new long[segments][];
        kvs = new Object[segments][];
        overflows = new Object[segments][];
        evacEpochs = new long[segments][];
        changedIn = new long[segments][];
        movedOf = new int[segments];
    }

    /** A table whose segments are all there, for a map that starts with it. */
    static Table allocated(int buckets) {
        Table table = new Table(buckets, 0, 0);
        for (int j = 0; j < table.metas.length; j++) {
            table.ensureSegment(j);
        }
        return table;
    }

    int buckets() {
        return mask + 1;
    }

    int segments() {
        return metas.length;
    }

    static int segmentOf(int bucket) {
        return bucket >>> SEGMENT_SHIFT;
    }

    static int offset(int bucket) {
        return bucket & (SEGMENT_BUCKETS - 1);
    }

    @Nullable
    Table next() {
        return next;
    }

    /** The table that an evacuated bucket's content has gone to. */
    Table successor() {
        Table successor = next;
        if (successor == null) {
            throw new IllegalStateException("a bucket is marked as moved, but its table has no successor");
        }
        return successor;
    }

    boolean compareAndSetNext(Table successor) {
        return NEXT.compareAndSet(this, null, successor);
    }

    /**
     * Makes the arrays of a segment; harmless when they exist. The keys' array comes first: who sees a state word may
     * read keys.
     */
    void ensureSegment(int j) {
        if (LONG_ARRAYS.getAcquire(metas, j) != null) {
            return;
        }
        if (kvs[j] == null) {
            assert Allocations.permit("segment entries");
            REF_ARRAYS.compareAndSet(kvs, j, (Object[]) null, new Object[(segmentMask + 1) << KV_SHIFT]);
        }
        assert Allocations.permit("segment changes");
        LONG_ARRAYS.compareAndSet(changedIn, j, (long[]) null, new long[(segmentMask >>> GROUP_SHIFT) + 1]);
        assert Allocations.permit("segment state");
        LONG_ARRAYS.compareAndSet(metas, j, (long[]) null, new long[(segmentMask + 1) << 1]);
    }

    /** The highest epoch noted for the bucket's group. */
    long changedIn(int bucket) {
        return (long) LONGS.getVolatile(changedIn[segmentOf(bucket)], offset(bucket) >>> GROUP_SHIFT);
    }

    /** The first bucket of the next group, from that bucket's on, for which a later epoch is noted; or the end. */
    int nextChangedSince(long epoch, int bucket) {
        int next = bucket;
        while (next < buckets()) {
            long[] noted = changedIn[segmentOf(next)];
            int group = offset(next) >>> GROUP_SHIFT;
            while (group < noted.length && (long) LONGS.getVolatile(noted, group) <= epoch) {
                group++;
            }
            next = (next & ~(SEGMENT_BUCKETS - 1)) + (group << GROUP_SHIFT);
            if (group < noted.length) {
                return next;
            }
        }
        return buckets();
    }

    /** Reads one word of each cache line of that group's words, and returns something made of them. */
    int warmWords(int bucket) {
        long[] meta = metas[segmentOf(bucket)];
        int first = offset(bucket);
        int end = Math.min(first + GROUP, segmentMask + 1);
        int words = 0;
        for (int o = first; o < end; o += BUCKETS_PER_LINE) {
            words += (int) wordOpaque(meta, o);
        }
        return words;
    }

    /** Notes that a bucket changes in the epoch; does nothing when that or a later one is noted for its group. */
    void noteChange(int bucket, long epoch) {
        long[] noted = changedIn[segmentOf(bucket)];
        int group = offset(bucket) >>> GROUP_SHIFT;
        long before = (long) LONGS.getVolatile(noted, group);
        while (before < epoch && !LONGS.compareAndSet(noted, group, before, epoch)) {
            before = (long) LONGS.getVolatile(noted, group);
        }
    }

    Object[] ensureOverflows(int j) {
        Object[] existing = (Object[]) REF_ARRAYS.getAcquire(overflows, j);
        if (existing != null) {
            return existing;
        }
        assert Allocations.permit("segment overflows");
        Object[] made = new Object[segmentMask + 1];
        return REF_ARRAYS.compareAndSet(overflows, j, (Object[]) null, made)
                ? made
                : (Object[]) REF_ARRAYS.getAcquire(overflows, j);
    }

    long[] ensureEvacEpochs(int j) {
        long[] existing = (long[]) LONG_ARRAYS.getAcquire(evacEpochs, j);
        if (existing != null) {
            return existing;
        }
        assert Allocations.permit("segment moves");
        long[] made = new long[segmentMask + 1];
        return LONG_ARRAYS.compareAndSet(evacEpochs, j, (long[]) null, made)
                ? made
                : (long[]) LONG_ARRAYS.getAcquire(evacEpochs, j);
    }

    /**
     * Drops a segment whose buckets have all moved. The state words go first (release), so that whoever finds the keys
     * gone and looks again finds them marked as moved.
     */
    void release(int j) {
        LONG_ARRAYS.setRelease(metas, j, GONE);
        REF_ARRAYS.setRelease(kvs, j, (Object[]) null);
        REF_ARRAYS.setRelease(overflows, j, (Object[]) null);
        LONG_ARRAYS.setRelease(evacEpochs, j, (long[]) null);
    }

    /** Whether the bucket's segment was dropped, and with it what its words said. */
    boolean isReleased(int bucket) {
        return LONG_ARRAYS.getAcquire(metas, segmentOf(bucket)) == GONE;
    }

    @Nullable
    Object[] kvAcquire(int j) {
        return (Object[]) REF_ARRAYS.getAcquire(kvs, j);
    }

    /** What the bucket has beyond its slots, as it is stored: null, an {@link Overflow} or a {@link Reserved}. */
    @Nullable
    Object overflowCell(int bucket) {
        Object[] cells = (Object[]) REF_ARRAYS.getAcquire(overflows, segmentOf(bucket));
        return cells == null ? null : REFS.getAcquire(cells, offset(bucket));
    }

    /** What the bucket has beyond its slots, seen through a reservation. */
    @Nullable
    Overflow overflow(int bucket) {
        return Reserved.content(overflowCell(bucket));
    }

    void setOverflowCell(int bucket, @Nullable Object cell) {
        Object[] cells = overflows[segmentOf(bucket)];
        if (cells != null) {
            REFS.setRelease(cells, offset(bucket), cell);
        }
    }

    /**
     * Locks the bucket, replaces its cell, and unlocks it with another word; false when the word or the cell was not as
     * expected any more. The array of the cells has to be there.
     */
    boolean replaceOverflowCell(int bucket, long word, @Nullable Object cell, @Nullable Object newCell, long newWord) {
        long[] meta = metas[segmentOf(bucket)];
        int o = offset(bucket);
        if (!compareAndSetWord(meta, o, word, word | Word.LOCK)) {
            return false;
        }
        boolean holds = overflowCell(bucket) == cell;
        if (holds) {
            setOverflowCell(bucket, newCell);
        }
        setWordRelease(meta, o, holds ? newWord : word);
        return holds;
    }

    /** The epoch in which the bucket moved, or 0 when no snapshot was open then. */
    long evacEpoch(int bucket) {
        long[] epochs = (long[]) LONG_ARRAYS.getAcquire(evacEpochs, segmentOf(bucket));
        return epochs == null ? 0 : epochs[offset(bucket)];
    }

    /** Counts a moved bucket; true when it was the last of its segment. */
    boolean countMoved(int bucket) {
        int j = segmentOf(bucket);
        return (int) INTS.getAndAdd(movedOf, j, 1) == segmentMask;
    }

    /** Counts moved buckets; true when the table is empty now. */
    boolean countMovedOfTable(int buckets) {
        return (int) MOVED.getAndAdd(this, buckets) + buckets == buckets();
    }

    int moved() {
        return moved;
    }

    int takeCursor(int positions) {
        return (int) CURSOR.getAndAdd(this, positions);
    }

    /** Bytes of the segments that are there. O(segments). */
    long bytes() {
        long bytes = 0;
        for (int j = 0; j < metas.length; j++) {
            long[] meta = (long[]) LONG_ARRAYS.getAcquire(metas, j);
            if (meta != null && meta != GONE) {
                bytes += segmentBytes(j);
            }
        }
        return bytes;
    }

    /** Bytes of one segment's arrays, headers left out. */
    long segmentBytes(int j) {
        long perBucket = 16 + (long) (SLOTS << 1) * REFERENCE_BYTES;
        Object[] cells = overflows[j];
        long[] epochs = evacEpochs[j];
        return (segmentMask + 1)
                * (perBucket + (cells == null ? 0 : REFERENCE_BYTES) + (epochs == null ? 0 : Long.BYTES));
    }

    /** An estimate: references are 4 bytes wide wherever the heap is small enough for compressed ones. */
    static final int REFERENCE_BYTES = Runtime.getRuntime().maxMemory() < (32L << 30) ? 4 : 8;

    static long ctrlAcquire(long[] meta, int offset) {
        return (long) LONGS.getAcquire(meta, offset << 1);
    }

    static void setCtrlRelease(long[] meta, int offset, long ctrl) {
        LONGS.setRelease(meta, offset << 1, ctrl);
    }

    static long wordVolatile(long[] meta, int offset) {
        return (long) LONGS.getVolatile(meta, (offset << 1) + 1);
    }

    static long wordOpaque(long[] meta, int offset) {
        return (long) LONGS.getOpaque(meta, (offset << 1) + 1);
    }

    static void setWordRelease(long[] meta, int offset, long word) {
        LONGS.setRelease(meta, (offset << 1) + 1, word);
    }

    static boolean compareAndSetWord(long[] meta, int offset, long expected, long word) {
        return LONGS.compareAndSet(meta, (offset << 1) + 1, expected, word);
    }

    static @Nullable Object refAcquire(Object[] refs, int index) {
        return REFS.getAcquire(refs, index);
    }

    static void setRefRelease(Object[] refs, int index, @Nullable Object ref) {
        REFS.setRelease(refs, index, ref);
    }
}
