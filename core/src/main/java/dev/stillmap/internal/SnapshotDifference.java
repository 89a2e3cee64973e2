package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private final List<Object> before = new ArrayList<>();

    private final List<Object> after = new ArrayList<>();

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
                    // Whether anything has moved is asked first: a bucket moves only after the next table is there.
                    checkOpen();
                    position = at + Table.GROUP;
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
        collect(BucketWalker.within(core, older, place.ownMask, place.own), before);
        collect(BucketWalker.within(core, newer, place.ownMask, place.own), after);
        boolean few = Math.max(before.size(), after.size()) <= FEW;
        return few ? compareFew(visitor) : compareMany(visitor);
    }

    private static void collect(BucketWalker walker, List<Object> entries) {
        entries.clear();
        while (walker.nextBucket()) {
            for (int i = 0; i < walker.entries(); i++) {
                assert Allocations.permit("compared entry");
                entries.add(walker.key(i));
                entries.add(walker.value(i));
            }
        }
    }

    private boolean compareFew(Visitor visitor) {
        boolean differs = false;
        for (int i = 0; i < after.size(); i += 2) {
            Object key = after.get(i);
            int at = takeBefore(key);
            Object was = at < 0 ? null : before.get(at + 1);
            if (!Objects.equals(was, after.get(i + 1))) {
                visitor.visit(key, was, after.get(i + 1));
                differs = true;
            }
            if (at >= 0) {
                before.subList(at, at + 2).clear();
            }
        }
        for (int i = 0; i < before.size(); i += 2) {
            visitor.visit(before.get(i), before.get(i + 1), null);
            differs = true;
        }
        return differs;
    }

    private int takeBefore(Object key) {
        for (int i = 0; i < before.size(); i += 2) {
            if (before.get(i) == key) {
                return i;
            }
        }
        for (int i = 0; i < before.size(); i += 2) {
            if (key.equals(before.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private boolean compareMany(Visitor visitor) {
        boolean differs = false;
        assert Allocations.permit("index of compared entries");
        Map<Object, Object> left = new HashMap<>();
        for (int i = 0; i < before.size(); i += 2) {
            left.put(before.get(i), before.get(i + 1));
        }
        for (int i = 0; i < after.size(); i += 2) {
            Object key = after.get(i);
            Object was = left.remove(key);
            if (!Objects.equals(was, after.get(i + 1))) {
                visitor.visit(key, was, requireNonNull(after.get(i + 1)));
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
