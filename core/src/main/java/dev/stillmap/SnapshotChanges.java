package dev.stillmap;

import dev.stillmap.internal.Allocations;
import dev.stillmap.internal.SnapshotDifference;
import java.lang.ref.Reference;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The changes from one snapshot to a later one, found while they are iterated. Keeps both handles reachable. */
final class SnapshotChanges<K, V> implements Iterable<Change<K, V>> {

    private final MapSnapshot<K, V> older;

    private final MapSnapshot<K, V> newer;

    SnapshotChanges(MapSnapshot<K, V> older, MapSnapshot<K, V> newer) {
        this.older = older;
        this.newer = newer;
    }

    @Override
    public Iterator<Change<K, V>> iterator() {
        return new Walk();
    }

    private final class Walk implements Iterator<Change<K, V>> {

        private final SnapshotDifference difference = newer.differenceFrom(older);

        /** Of the last buckets that had any. */
        private final ArrayDeque<Change<K, V>> found = new ArrayDeque<>();

        @Override
        public boolean hasNext() {
            if (found.isEmpty()) {
                boolean complete = false;
                try {
                    older.checkOpen();
                    newer.checkOpen();
                    difference.nextBuckets(this::add);
                    complete = true;
                } finally {
                    if (!complete) {
                        // An equals that threw, or memory that was short: the next call finds all of them again.
                        found.clear();
                    }
                    // The handles must not be found unreachable, and their copies dropped, while they are read.
                    Reference.reachabilityFence(SnapshotChanges.this);
                }
            }
            return !found.isEmpty();
        }

        @SuppressWarnings("unchecked") // only keys of type K and values of type V are ever stored
        private void add(Object key, @Nullable Object before, @Nullable Object after) {
            assert Allocations.permit("change");
            found.add(new Change<>((K) key, (V) before, (V) after));
        }

        @Override
        public Change<K, V> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no further change");
            }
            return found.remove();
        }
    }
}
