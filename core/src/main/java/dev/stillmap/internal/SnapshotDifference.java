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
 *
 * <p>In a large map nothing of all this lies in a near cache. So it goes in steps over many buckets, whose reads do not
 * depend on each other and can be under way together: the notes of changes, the words, the entries, and last the
 * values, which are compared by {@code equals} only where they are different references.
 */
public final class SnapshotDifference {

    /** Up to so many entries of a bucket are compared each with each, without their hashes. */
    private static final int FEW = 2 * Table.SLOTS;

    /** Groups that are searched at once. */
    private static final int GROUPS_AHEAD = 32;

    /** Differences after which no further bucket is compared before they are handed over. */
    private static final int ENOUGH = 64;

    private static final int LAST_REFERENCE = (1 << Table.KV_SHIFT) - 1;

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

    private final Differences differences = new Differences();

    private final EntryBuffer before = new EntryBuffer();

    private final EntryBuffer after = new EntryBuffer();

    /** The first buckets of the groups that are searched. */
    private final int[] groups = new int[GROUPS_AHEAD];

    /** Buckets of the root that may have been changed, found ahead of their comparison. */
    private final int[] ahead = new int[GROUPS_AHEAD * Table.GROUP];

    /** How many of them there are. */
    private int found;

    /** The first of them that has not been compared. */
    private int next;

    /** The bucket of the root at which the search goes on. */
    private int position;

    /** Written so that what is read only to have it near is read at all. */
    @SuppressWarnings("UnusedVariable")
    private int warmth;

    SnapshotDifference(MapCore core, SnapshotNode older, SnapshotNode newer) {
        assert Allocations.permit("comparison of snapshots");
        this.core = core;
        this.older = older;
        this.newer = newer;
        this.root = older.root;
    }

    /**
     * Hands over the differences of the next buckets that have any. If it throws, the next call begins with those
     * buckets again.
     *
     * @return false at the end
     * @throws IllegalStateException if one of the snapshots has been closed
     */
    public boolean nextBuckets(Visitor visitor) {
        while (moved != null || next < found || lookAhead()) {
            Place place = moved;
            int at = next;
            boolean handedOver = false;
            try {
                while (differences.size() < ENOUGH && compareNext()) {}
                boolean differs = differences.handOver(visitor);
                handedOver = true;
                if (differs) {
                    return true;
                }
            } finally {
                differences.clear();
                if (!handedOver) {
                    moved = place;
                    next = at;
                }
            }
        }
        return false;
    }

    /** Compares one bucket of those that were found; false if all of them have been. */
    private boolean compareNext() {
        Place place = moved;
        if (place != null) {
            moved = place.below;
            compare(place);
        } else if (next < found) {
            int bucket = ahead[next++];
            compare(new Place(root, bucket, root.mask, bucket, null));
        } else {
            return false;
        }
        return true;
    }

    /**
     * Finds the buckets of the next groups that may have been changed; false at the end. What it says of a bucket stays
     * true: it is about writes before the younger cut.
     */
    private boolean lookAhead() {
        int count = 0;
        int at = position;
        while (at < root.buckets() && count < GROUPS_AHEAD) {
            // Whether anything has moved is asked first: a bucket moves only after the next table is there, and
            // what has moved by now is all that the younger snapshot can know of.
            if (root.next() == null && root.changedIn(at) <= older.cut) {
                at = root.nextChangedSince(older.cut, at);
            } else {
                groups[count++] = at;
                at += Table.GROUP;
            }
        }
        checkOpen();
        int warmed = 0;
        for (int i = 0; i < count; i++) {
            warmed += root.warmWords(groups[i]);
        }
        int changed = 0;
        for (int i = 0; i < count; i++) {
            int end = Math.min(groups[i] + Table.GROUP, root.buckets());
            for (int bucket = groups[i]; bucket < end; bucket++) {
                if (!isUnchanged(bucket)) {
                    ahead[changed++] = bucket;
                }
            }
        }
        for (int i = 0; i < changed; i++) {
            warmed += warmEntries(ahead[i]);
        }
        warmth = warmed;
        found = changed;
        next = 0;
        position = at;
        return count > 0;
    }

    /** Reads something of the bucket's entries, now and before, and returns something made of it. */
    private int warmEntries(int bucket) {
        BucketCopy copy = older.copies.get(root, bucket);
        Object[] kv = root.kvAcquire(Table.segmentOf(bucket));
        int first = Table.offset(bucket) << Table.KV_SHIFT;
        int warmed = copy == null ? 0 : copy.length();
        return kv == null || kv[first] == null || kv[first + LAST_REFERENCE] == null ? warmed : warmed + 1;
    }

    /** Whether the state word alone says so. The others are looked at closely. */
    private boolean isUnchanged(int bucket) {
        long word = Table.wordVolatile(root.metas[Table.segmentOf(bucket)], Table.offset(bucket));
        return (word & (Word.LOCK | Word.EVAC)) == 0 && Word.stamp(word) <= older.cut;
    }

    private void checkOpen() {
        if (older.closed || newer.closed) {
            throw (older.closed ? older : newer).closedException();
        }
    }

    /** Compares what the place has, or puts off what is below it. */
    private void compare(Place place) {
        checkOpen();
        Table t = place.table;
        long word = BucketReader.wordAt(core.epochs(), newer, t, place.bucket);
        // Asked after the word was read: a segment that is released in between would be taken for one never written to.
        if (t.born > older.cut && t.isReleased(place.bucket)) {
            // A table that came and went between the two cuts has left no stamps.
            compareContents(place);
            return;
        }
        if (Word.stamp(word) > older.cut && (word & Word.FRESH) == 0) {
            compareContents(place);
            return;
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
    }

    private void compareContents(Place place) {
        if (!readInPlace(place)) {
            collect(BucketWalker.within(core, older, place.ownMask, place.own), before);
            collect(BucketWalker.within(core, newer, place.ownMask, place.own), after);
        }
        if (Math.max(before.length, after.length) <= FEW) {
            compareFew();
        } else {
            compareMany();
        }
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

    private void compareFew() {
        for (int i = 0; i < after.length; i += 2) {
            Object key = requireNonNull(after.kv[i]);
            Object value = requireNonNull(after.kv[i + 1]);
            int at = find(key, i);
            Object was = at < 0 ? null : before.kv[at + 1];
            if (value != was) {
                differences.append(key, was, value);
            }
            if (at >= 0) {
                before.kv[at] = null;
            }
        }
        for (int i = 0; i < before.length; i += 2) {
            Object key = before.kv[i];
            if (key != null) {
                differences.append(key, before.kv[i + 1], null);
            }
        }
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

    private void compareMany() {
        assert Allocations.permit("index of compared entries");
        Map<Object, Object> left = new HashMap<>();
        for (int i = 0; i < before.length; i += 2) {
            left.put(requireNonNull(before.kv[i]), requireNonNull(before.kv[i + 1]));
        }
        for (int i = 0; i < after.length; i += 2) {
            Object key = requireNonNull(after.kv[i]);
            Object value = requireNonNull(after.kv[i + 1]);
            Object was = left.remove(key);
            if (value != was) {
                differences.append(key, was, value);
            }
        }
        for (Map.Entry<Object, Object> entry : left.entrySet()) {
            differences.append(entry.getKey(), entry.getValue(), null);
        }
    }
}
