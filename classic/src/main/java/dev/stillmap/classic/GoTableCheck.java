package dev.stillmap.classic;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What always holds of a {@link GoTable} between two operations. */
final class GoTableCheck {

    private final GoTable table;

    /** Wraps keys, so that they are equal as the table says. */
    private record Key(KeyRule rule, Object key) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && rule.same(key, that.key);
        }

        @Override
        public int hashCode() {
            return key instanceof Double || key instanceof Float
                    ? Double.hashCode(((Number) key).doubleValue() + 0.0)
                    : key.hashCode();
        }
    }

    private final Set<Key> keys = new HashSet<>();

    private long entries;

    private int overflows;

    private GoTableCheck(GoTable table) {
        this.table = table;
    }

    static void check(GoTable table) {
        new GoTableCheck(table).check();
    }

    private void check() {
        require(!table.guard.isWriting(), "a write has not ended");
        @Nullable Bucket[] buckets = table.buckets();
        if (buckets == null) {
            require(table.count() == 0 && table.log() == 0, "there are entries but no buckets");
            return;
        }
        int length = GoTable.mainLength(buckets);
        require(length == 1 << table.log(), length + " buckets, and log2 is " + table.log());
        @Nullable Bucket[] old = table.oldBuckets();
        require(old != null || !table.isGrowingToSameSize(), "the map grows to the same size and has no old array");
        if (old != null) {
            checkGrowth(old);
        }
        checkArray(buckets, false);
        checkPool(buckets, length);
        require(
                table.log() > GoTable.EXACT_OVERFLOW_LOG || overflows == table.overflows(),
                overflows + " overflow buckets, counted " + table.overflows());
        require(entries == table.count(), entries + " entries, counted " + table.count());
    }

    private void checkGrowth(@Nullable Bucket[] old) {
        int length = GoTable.mainLength(old);
        require(length == table.oldLength(), length + " old buckets instead of " + table.oldLength());
        require(table.evacuated() < length, "all old buckets have been moved, and the old array is still there");
        for (int i = 0; i < table.evacuated(); i++) {
            require(GoTable.isEvacuated(old[i]), "old bucket " + i + " lies below the mark and has not been moved");
        }
        checkArray(old, true);
    }

    private void checkPool(@Nullable Bucket[] buckets, int length) {
        for (int i = length; i < buckets.length; i++) {
            require(
                    (buckets[i] != null) == (i < table.nextOverflow()),
                    "bucket " + (i - length) + " of the pool is "
                            + (buckets[i] == null ? "missing" : "in use too early"));
        }
    }

    private void checkArray(@Nullable Bucket[] array, boolean old) {
        int length = GoTable.mainLength(array);
        for (int i = 0; i < length; i++) {
            Bucket head = array[i];
            if (head == null) {
                continue;
            }
            String name = (old ? "old bucket " : "bucket ") + i;
            if (head.isEvacuated()) {
                require(old, name + " is marked as moved");
                checkMoved(head, name);
            } else {
                checkChain(head, i, length, name, old);
            }
        }
    }

    private void checkMoved(Bucket head, String name) {
        for (Bucket at = head; at != null; at = at.overflow) {
            for (int cell = 0; cell < Bucket.CELLS; cell++) {
                int top = at.tophash(cell);
                boolean marked = Bucket.isMoved(top) || top == Bucket.EVACUATED_EMPTY;
                require(marked, name + " is marked as moved, and cell " + cell + " is not");
            }
        }
    }

    private void checkChain(Bucket head, int index, int length, String name, boolean old) {
        boolean rest = false;
        int last = -1;
        for (Bucket at = head; at != null; at = at.overflow) {
            if (at != head && !old) {
                overflows++;
            }
            for (int cell = 0; cell < Bucket.CELLS; cell++) {
                int top = at.tophash(cell);
                String place = name + ", cell " + cell;
                require(!Bucket.isMoved(top) && top != Bucket.EVACUATED_EMPTY, place + " is marked as moved alone");
                require(!rest || top == Bucket.EMPTY_REST, place + " follows one that says nothing follows");
                require(
                        top != Bucket.EMPTY_REST || last != Bucket.EMPTY_ONE,
                        place + " says that nothing follows, and the empty cell before it does not");
                if (Bucket.isEmpty(top)) {
                    require(at.isClean(cell), place + " is empty and holds a key or a value");
                } else {
                    checkEntry(at.key(cell), top, index, length, place);
                }
                rest = top == Bucket.EMPTY_REST;
                last = top;
            }
        }
        require(last != Bucket.EMPTY_ONE, name + " ends with an empty cell that does not say that nothing follows");
    }

    private void checkEntry(Object key, int top, int index, int length, String place) {
        entries++;
        if (!table.rule.isReflexive(key)) {
            return;
        }
        long hash = table.hash(key);
        require(Bucket.tophash(hash) == top, place + " has another tophash than its key " + key);
        require(((int) hash & (length - 1)) == index, place + " has a key of another bucket: " + key);
        require(keys.add(new Key(table.rule, key)), place + " has a key that is there twice: " + key);
        require(table.get(key) != GoTable.ABSENT, place + " has a key that is not found: " + key);
    }

    private static void require(boolean holds, String broken) {
        if (!holds) {
            throw new IllegalStateException("broken invariant: " + broken);
        }
    }
}
