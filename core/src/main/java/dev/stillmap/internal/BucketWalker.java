package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import dev.stillmap.trace.IterationLife;
import dev.stillmap.trace.IterationState;
import dev.stillmap.trace.Place;
import dev.stillmap.trace.Watched;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Walks a range of a table's buckets, now or as of a snapshot, and follows each to wherever it has moved since. At most
 * one bucket is buffered at a time. For one thread; of no use any more after an action has thrown.
 *
 * <p>Every entry belongs to exactly one bucket of the table that the walk began on, so an entry that stays is met
 * exactly once, however often the map grows or shrinks meanwhile. Where a moved bucket has been joined with another
 * one, entries are told apart by their hash codes; only then does a walk call {@code hashCode}.
 */
public final class BucketWalker {

    /**
     * Into about how many parts a scan cuts a table, and their least size. Its position shares a line with what writers
     * read, so it is written once for each part; what is written to a part that is being read is copied.
     */
    private static final int SCAN_PARTS = 128;

    private static final int LEAST_PART = 32;

    /**
     * A bucket that the walk has to look at yet, for the entries whose hashes agree with {@code own} under {@code
     * ownMask} only: those of the largest table's bucket on the way here. The others are met on other ways.
     */
    private record Moved(
            Table table,
            int bucket,
            int ownMask,
            int own,
            @Nullable Moved below) {
        Moved {
            assert Allocations.permit("moved bucket of a walk");
        }
    }

    private final MapCore core;

    private final @Nullable SnapshotNode node;

    /** A hold whose walk this is; if it has no snapshot, the walk freezes what it reads. */
    private final @Nullable Hold hold;

    private final Table root;

    private final int start;

    /** A slot offset, 0 to 7: with which entry of a bucket the walk begins. */
    private final int offset;

    private int position;

    private int end;

    private final EntryBuffer buffer = new EntryBuffer();

    /** Null unless the walk is traced. */
    private @Nullable IterationLife life;

    /** The top of a stack that is linked by itself: a collection may fail to grow, and lose what it holds. */
    private @Nullable Moved moved;

    /** Begins at the bucket and slot that {@code seed} chooses; {@code node} null walks the live map. */
    BucketWalker(MapCore core, @Nullable SnapshotNode node, long seed) {
        this(core, node, null, node == null ? core.table() : node.root, seed);
    }

    private BucketWalker(MapCore core, @Nullable SnapshotNode node, @Nullable Hold hold, Table root, long seed) {
        this(
                core,
                node,
                hold,
                root,
                (int) seed & root.mask,
                (int) (seed >>> 32) & (Table.SLOTS - 1),
                0,
                root.buckets());
    }

    private BucketWalker(
            MapCore core,
            @Nullable SnapshotNode node,
            @Nullable Hold hold,
            Table root,
            int start,
            int offset,
            int position,
            int end) {
        assert Allocations.permit("walk");
        this.core = core;
        this.node = node;
        this.hold = hold;
        this.root = root;
        this.start = start;
        this.offset = offset;
        this.position = position;
        this.end = end;
    }

    /** A walk over what a hold shows. */
    static BucketWalker of(MapCore core, Hold hold, long seed) {
        Table frozen = hold.root;
        if (frozen != null) {
            return new BucketWalker(core, null, hold, frozen, seed);
        }
        SnapshotNode node = core.settled(hold);
        return new BucketWalker(core, node, hold, node.root, seed);
    }

    /** A walk over what a snapshot has of the keys whose hashes agree with {@code own} under {@code ownMask}. */
    static BucketWalker within(MapCore core, SnapshotNode node, int ownMask, int own) {
        Table root = node.root;
        BucketWalker walker = new BucketWalker(core, node, null, root, 0, 0, 0, 0);
        boolean larger = root.mask > ownMask;
        for (int bucket = own & root.mask; bucket < root.buckets(); bucket += ownMask + 1) {
            walker.moved = new Moved(root, bucket, larger ? root.mask : ownMask, larger ? bucket : own, walker.moved);
        }
        return walker;
    }

    /** Gives the second half of the buckets that are left to a new walker; null when there is too little. */
    public @Nullable BucketWalker split() {
        int left = end - position;
        if (left < 2 || moved != null) {
            return null;
        }
        int middle = position + (left >>> 1);
        BucketWalker second = new BucketWalker(core, node, hold, root, start, offset, middle, end);
        if (life != null) {
            core.watch(second);
        }
        end = middle;
        return second;
    }

    /** The part of the root's buckets that is left, between 0 and 1. */
    public double fractionLeft() {
        return (double) (end - position) / root.buckets();
    }

    /** Reports from now on, if there is somebody to report to. */
    public void reportTo(@Nullable IterationLife traced) {
        life = traced;
    }

    /** What the walk is promised. */
    public String contract() {
        return hold != null ? "EXCLUSIVE" : node == null ? "LIVE" : "SNAPSHOT";
    }

    /** Where the walk is; of a moment that has just been, if another thread asks. */
    public Place place() {
        int at = position;
        SnapshotNode read = snapshot();
        return new Place(
                at == 0 ? -1 : bucketAt(at - 1),
                offset,
                read == null ? core.epochs().current().number : read.cut,
                root.buckets(),
                root.moved());
    }

    private int bucketAt(int at) {
        return (start + at) & root.mask;
    }

    /** As {@link #place()}, for the state. */
    IterationState standing() {
        int at = position;
        if (at == 0) {
            return IterationState.CREATED;
        }
        return stateIn(BucketReader.hasMoved(root, bucketAt(at - 1), snapshot()));
    }

    private IterationState stateIn(boolean movedBucket) {
        return movedBucket
                ? IterationState.WALKING_NEW
                : root.next() == null ? IterationState.WALKING : IterationState.WALKING_OLD;
    }

    private void reportEnd() {
        IterationLife traced = life;
        if (traced != null) {
            life = null;
            try {
                traced.moveTo(IterationState.EXHAUSTED, place());
                if (traced.watched() == Watched.VIEW) {
                    traced.release(false);
                }
            } finally {
                // Found unreachable here, it would be released before it has come to its end.
                Reference.reachabilityFence(this);
            }
        }
    }

    /** Reads the next bucket that has entries; false at the end. */
    public boolean nextBucket() {
        buffer.clear();
        for (; ; ) {
            Moved next = moved;
            int at = position;
            // Taken off before it is read, put back if that fails: a caller may go on after an exception.
            boolean visited = false;
            try {
                if (next != null) {
                    moved = next.below;
                    visit(next.table, next.bucket, next.ownMask, next.own);
                } else if (at < end) {
                    int bucket = bucketAt(at);
                    position = at + 1;
                    visit(root, bucket, root.mask, bucket);
                } else {
                    reportEnd();
                    return false;
                }
                if (life != null && buffer.length > 0) {
                    life.moveTo(stateIn(next != null), place());
                }
                visited = true;
            } finally {
                if (!visited) {
                    buffer.clear();
                    moved = next;
                    position = at;
                }
            }
            if (buffer.length > 0) {
                return true;
            }
        }
    }

    /** Hands over every entry that is left. */
    public void forEachRemaining(BiConsumer<Object, Object> action) {
        SnapshotNode at = node;
        if (at != null && moved == null && life == null) {
            scan(at, false, action);
        }
        while (nextBucket()) {
            for (int i = 0; i < buffer.length; i += 2) {
                action.accept(buffer.kv[i], buffer.kv[i + 1]);
            }
        }
    }

    /**
     * As {@link #forEachRemaining} for the one walk that a snapshot was opened for: tells writers what needs no copy
     * any more.
     */
    void scan(SnapshotNode owned, BiConsumer<Object, Object> action) {
        if (life == null) {
            scan(owned, true, action);
        } else {
            forEachRemaining(action);
        }
    }

    private void scan(SnapshotNode at, boolean tellsWriters, BiConsumer<Object, Object> action) {
        int part = Math.max(LEAST_PART, root.buckets() / SCAN_PARTS);
        while (position < end) {
            int bucket = (start + position) & root.mask;
            int leftInSegment = root.segmentMask + 1 - (bucket & root.segmentMask);
            int run = Math.min(Math.min(part, leftInSegment), end - position);
            scanRun(at, bucket, run, action);
            position += run;
            if (tellsWriters) {
                at.setScanDone(position);
            }
        }
        if (at.closed) {
            throw at.closedException();
        }
    }

    /**
     * Hands over the entries of some buckets of one segment of the root without buffering them, as long as the buckets
     * are as the snapshot holds them: while a state word stays the same, so does the content. If it changes on the way,
     * the rest comes from wherever the snapshot finds the bucket then, in the same order.
     */
    private void scanRun(SnapshotNode at, int first, int run, BiConsumer<Object, Object> action) {
        long[] meta = root.metas[Table.segmentOf(first)];
        Object[] kv = root.kvs[Table.segmentOf(first)];
        int o = Table.offset(first);
        for (int i = 0; i < run; i++, o++) {
            if (at.closed) {
                throw at.closedException();
            }
            int handedOver = 0;
            long word = Table.wordVolatile(meta, o);
            if ((word & (Word.LOCK | Word.EVAC)) == 0 && Word.stamp(word) <= at.cut && kv != null) {
                long used = Hashing.used(Table.ctrlAcquire(meta, o));
                if (used == 0) {
                    // A bucket that looks empty is checked too: a remove may have come between word and tags.
                    VarHandle.acquireFence();
                    if (Table.wordOpaque(meta, o) != word) {
                        scanRest(first + i, 0, action);
                        continue;
                    }
                }
                while (used != 0) {
                    int slot = (o << Table.KV_SHIFT) + (Hashing.slot(used) << 1);
                    Object key = Table.refAcquire(kv, slot);
                    Object value = Table.refAcquire(kv, slot + 1);
                    // As in BucketReader.readAt, for each entry.
                    VarHandle.acquireFence();
                    if (Table.wordOpaque(meta, o) != word) {
                        break;
                    }
                    action.accept(key, value);
                    handedOver++;
                    used &= used - 1;
                }
                if (used == 0 && !Word.overflowed(word)) {
                    continue;
                }
                if (used == 0) {
                    Overflow overflow = root.overflow(first + i);
                    VarHandle.acquireFence();
                    if (overflow != null && Table.wordOpaque(meta, o) == word) {
                        overflow.forEach(action);
                        continue;
                    }
                }
            }
            scanRest(first + i, handedOver, action);
        }
    }

    /** Hands over the entries of a bucket of the root but for the first ones. */
    private void scanRest(int bucket, int handedOver, BiConsumer<Object, Object> action) {
        int done = handedOver << 1;
        buffer.clear();
        visit(root, bucket, root.mask, bucket);
        for (; ; ) {
            for (int i = done; i < buffer.length; i += 2) {
                action.accept(buffer.kv[i], buffer.kv[i + 1]);
            }
            done = 0;
            buffer.clear();
            Moved next = moved;
            if (next == null) {
                return;
            }
            moved = next.below;
            visit(next.table, next.bucket, next.ownMask, next.own);
        }
    }

    /** The number of entries that are left. */
    public long countRemaining() {
        long entries = 0;
        while (nextBucket()) {
            entries += buffer.length >> 1;
        }
        return entries;
    }

    private void visit(Table table, int bucket, int ownMask, int own) {
        SnapshotNode at = snapshot();
        if (at != null && at.closed) {
            throw at.closedException();
        }
        boolean read;
        if (at != null) {
            read = BucketReader.readAt(core.epochs(), at, table, bucket, buffer);
        } else if (hold != null) {
            read = readFrozen(hold, table, bucket, own);
        } else {
            read = BucketReader.readLive(table, bucket, buffer);
        }
        if (!read) {
            follow(table, bucket, ownMask, own);
        } else if (table.mask < ownMask) {
            keep(ownMask, own);
        }
    }

    /** What the walk reads; null while it reads the live map. */
    private @Nullable SnapshotNode snapshot() {
        return node == null && hold != null ? hold.node : node;
    }

    /**
     * Reads a bucket that belongs to the part of a frozen one, to which nobody but the holder writes: until the hold
     * ends, or has a snapshot, which then has what was frozen.
     */
    private boolean readFrozen(Hold by, Table table, int bucket, int own) {
        by.freeze(own & root.mask);
        int before = buffer.length;
        boolean read = BucketReader.readLive(table, bucket, buffer);
        SnapshotNode taken = by.node;
        if (taken != null) {
            buffer.length = before;
            return BucketReader.readAt(core.epochs(), taken, table, bucket, buffer);
        }
        if (by.hasEnded()) {
            throw SnapshotNode.closedHandle();
        }
        return read;
    }

    private void follow(Table table, int bucket, int ownMask, int own) {
        Moved top = moved;
        Table next = table.successor();
        int common = Math.min(next.mask, ownMask);
        for (int child = bucket & next.mask; child < next.buckets(); child += table.buckets()) {
            if ((child & common) == (own & common)) {
                boolean larger = next.mask > ownMask;
                top = new Moved(next, child, larger ? next.mask : ownMask, larger ? child : own, top);
            }
        }
        moved = top;
    }

    private void keep(int ownMask, int own) {
        int kept = 0;
        for (int i = 0; i < buffer.length; i += 2) {
            Object key = requireNonNull(buffer.kv[i]);
            if ((Hashing.spread(key.hashCode()) & ownMask) == own) {
                buffer.kv[kept] = key;
                buffer.kv[kept + 1] = buffer.kv[i + 1];
                kept += 2;
            }
        }
        buffer.length = kept;
    }

    /** Entries of the current bucket. */
    public int entries() {
        return buffer.length >> 1;
    }

    /** The key of an entry of the current bucket, 0 to {@link #entries()} - 1, in the walk's order. */
    public Object key(int index) {
        return requireNonNull(buffer.kv[at(index)]);
    }

    public Object value(int index) {
        return requireNonNull(buffer.kv[at(index) + 1]);
    }

    private int at(int index) {
        int entries = buffer.length >> 1;
        int at = offset < entries ? index + offset : index;
        return (at < entries ? at : at - entries) << 1;
    }
}
