package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what differs between two snapshots of one map, bucket by bucket of the older one's table. Groups of buckets in
 * which nothing was noted since the older cut are passed over; of the others each word is looked at, and the contents
 * of those that were changed are compared. Where buckets have moved in between, their children are looked at. For one
 * thread.
 */
public final class SnapshotDifference {

    /** Up to so many entries of a bucket are compared each with each, without their hashes. */
    private static final int FEW = 2 * Table.SLOTS;

    /**
     * A bucket that may have been changed, as far as the hashes of its keys agree with {@code own} under {@code
     * ownMask}.
     */
    private record Place(
            Table table,
            int bucket,
            int ownMask,
            int own,
            @Nullable Place below) {
        Place {
            assert Allocations.permit("place of a comparison");
        }
    }

    /** Receives one difference; null stands for absent. */
    @FunctionalInterface
    public interface Visitor {
        void visit(Object key, @Nullable Object before, @Nullable Object after);
    }

    private final MapCore core;

    private final SnapshotNode older;

    private final SnapshotNode newer;

    private final Table root;

    /** The top of a stack; linked by itself for the reason given in {@link BucketWalker}. */
    private @Nullable Place moved;

    private final EntryBuffer before = new EntryBuffer();

    private final EntryBuffer after = new EntryBuffer();

    private int position;

    SnapshotDifference(MapCore core, SnapshotNode older, SnapshotNode newer) {
        assert Allocations.permit("comparison of snapshots");
        this.core = core;
        this.older = older;
        this.newer = newer;
        this.root = older.root;
    }

    /**
     * Hands over the differences of the next bucket that has any. If it throws, the next call begins with that bucket
     * again.
     *
     * @return false at the end
     * @throws IllegalStateException if one of the snapshots has been closed
     */
    public boolean nextBucket(Visitor visitor) {
        for (; ; ) {
            Place place = moved;
            int at = position;
            boolean compared = false;
            try {
                boolean differs = false;
                if (place != null) {
                    moved = place.below;
                    differs = compare(place, visitor);
                } else if (at >= root.buckets()) {
                    return false;
                } else if (at % Table.GROUP == 0 && root.next() == null && root.changedIn(at) <= older.cut) {
                    // Whether anything has moved is asked first: a bucket moves only after the next table is there, and
                    // what has moved by now is all that the younger snapshot can know of.
                    checkOpen();
                    position = root.nextChangedSince(older.cut, at);
                } else if (isUnchanged(at)) {
                    checkOpen();
                    position = nextInGroup(at);
                } else {
                    position = at + 1;
                    differs = compare(new Place(root, at, root.mask, at, null), visitor);
                }
                compared = true;
                if (differs) {
                    return true;
                }
            } finally {
                if (!compared) {
                    moved = place;
                    position = at;
                }
            }
        }
    }

    /** Whether the state word alone says so. The others are looked at closely. */
    private boolean isUnchanged(int bucket) {
        long word = Table.wordVolatile(root.metas[Table.segmentOf(bucket)], Table.offset(bucket));
        return (word & (Word.LOCK | Word.EVAC)) == 0 && Word.stamp(word) <= older.cut;
    }

    /** The next bucket that may have been changed, or the first of the next group. */
    private int nextInGroup(int bucket) {
        int next = bucket + 1;
        while (next % Table.GROUP != 0 && next < root.buckets() && isUnchanged(next)) {
            next++;
        }
        return next;
    }

    private void checkOpen() {
        if (older.closed || newer.closed) {
            throw (older.closed ? older : newer).closedException();
        }
    }

    /** Compares what the place has, or puts off what is below it; true when a difference was found. */
    private boolean compare(Place place, Visitor visitor) {
        checkOpen();
        Table t = place.table;
        if (t.born > older.cut && t.isReleased(place.bucket)) {
            // A table that came and went between the two cuts has left no stamps.
            return compareContents(place, visitor);
        }
        long word = BucketReader.wordAt(core.epochs(), newer, t, place.bucket);
        if (Word.stamp(word) > older.cut && (word & Word.FRESH) == 0) {
            return compareContents(place, visitor);
        }
        if (Word.evacuated(word) && t.evacEpoch(place.bucket) <= newer.cut) {
            Table next = t.successor();
            int common = Math.min(next.mask, place.ownMask);
            Place top = moved;
            for (int child = place.bucket & next.mask; child < next.buckets(); child += t.buckets()) {
                if ((child & common) == (place.own & common)) {
                    boolean larger = next.mask > place.ownMask;
                    top = new Place(next, child, larger ? next.mask : place.ownMask, larger ? child : place.own, top);
                }
            }
            moved = top;
        }
        return false;
    }

    private boolean compareContents(Place place, Visitor visitor) {
        if (!readInPlace(place)) {
            collect(BucketWalker.within(core, older, place.ownMask, place.own), before);
            collect(BucketWalker.within(core, newer, place.ownMask, place.own), after);
        }
        boolean few = Math.max(before.length, after.length) <= FEW;
        return few ? compareFew(visitor) : compareMany(visitor);
    }

    /** Reads a bucket that was and is where both snapshots begin; false if it is none. */
    private boolean readInPlace(Place place) {
        before.clear();
        after.clear();
        return place.table == root
                && newer.root == root
                && BucketReader.readAt(core.epochs(), older, root, place.bucket, before)
                && BucketReader.readAt(core.epochs(), newer, root, place.bucket, after);
    }

    private static void collect(BucketWalker walker, EntryBuffer entries) {
        entries.clear();
        while (walker.nextBucket()) {
            for (int i = 0; i < walker.entries(); i++) {
                entries.append(walker.key(i), walker.value(i));
            }
        }
    }

    private boolean compareFew(Visitor visitor) {
        boolean differs = false;
        for (int i = 0; i < after.length; i += 2) {
            Object key = requireNonNull(after.kv[i]);
            Object value = requireNonNull(after.kv[i + 1]);
            int at = find(key, i);
            Object was = at < 0 ? null : before.kv[at + 1];
            if (value != was && !value.equals(was)) {
                visitor.visit(key, was, value);
                differs = true;
            }
            if (at >= 0) {
                before.kv[at] = null;
            }
        }
        for (int i = 0; i < before.length; i += 2) {
            Object key = before.kv[i];
            if (key != null) {
                visitor.visit(key, before.kv[i + 1], null);
                differs = true;
            }
        }
        return differs;
    }

    /** Where the key is among the entries before, or -1; mostly it is where it was. */
    private int find(Object key, int likely) {
        Object[] kv = before.kv;
        if (likely < before.length && kv[likely] == key) {
            return likely;
        }
        for (int i = 0; i < before.length; i += 2) {
            if (kv[i] == key) {
                return i;
            }
        }
        for (int i = 0; i < before.length; i += 2) {
            if (kv[i] != null && key.equals(kv[i])) {
                return i;
            }
        }
        return -1;
    }

    private boolean compareMany(Visitor visitor) {
        boolean differs = false;
        assert Allocations.permit("index of compared entries");
        Map<Object, Object> left = new HashMap<>();
        for (int i = 0; i < before.length; i += 2) {
            left.put(requireNonNull(before.kv[i]), requireNonNull(before.kv[i + 1]));
        }
        for (int i = 0; i < after.length; i += 2) {
            Object key = requireNonNull(after.kv[i]);
            Object value = requireNonNull(after.kv[i + 1]);
            Object was = left.remove(key);
            if (value != was && !value.equals(was)) {
                visitor.visit(key, was, value);
                differs = true;
            }
        }
        for (Map.Entry<Object, Object> entry : left.entrySet()) {
            visitor.visit(entry.getKey(), entry.getValue(), null);
            differs = true;
        }
        return differs;
    }
}
