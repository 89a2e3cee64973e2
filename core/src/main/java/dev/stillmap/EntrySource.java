package dev.stillmap;

import dev.stillmap.internal.BucketWalker;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** What views, iterators and spliterators need of the map or the snapshot that they show. */
abstract class EntrySource<K, V> {

    /** A new walk over all entries. */
    abstract BucketWalker walk();

    /** Throws if this may no longer be read. */
    abstract void checkReadable();

    /** Throws if this may only be read. */
    abstract void checkWritable();

    /** Of a snapshot exact, and counted when it is first asked for. */
    abstract long exactOrEstimatedSize();

    /** Never counts. */
    abstract long estimatedSize();

    /** Of spliterators over entries and keys; those over values leave out DISTINCT. */
    abstract int characteristics();

    abstract @Nullable V get(Object key);

    /** Removes by key; throws if this is read-only. */
    abstract boolean remove(Object key);

    /** Removes the key only while it has that value; throws if this is read-only. */
    abstract boolean remove(Object key, Object value);

    abstract void clear();

    abstract Map.Entry<K, V> entry(K key, V value);

    @SuppressWarnings("unchecked") // only keys of type K and values of type V are ever stored
    final void forEach(BiConsumer<? super K, ? super V> action) {
        checkReadable();
        try {
            walk().forEachRemaining((BiConsumer<Object, Object>) action);
        } finally {
            // A snapshot must not be found unreachable, and released, while it is read.
            Reference.reachabilityFence(this);
        }
    }

    /** Reads the walk's next bucket. */
    final boolean nextBucket(BucketWalker walker) {
        checkReadable();
        try {
            return walker.nextBucket();
        } finally {
            // As in forEach.
            Reference.reachabilityFence(this);
        }
    }

    /** Removes the entries that pass, each only while its key still has the value that was tested. */
    final boolean removeIf(BiPredicate<K, V> filter) {
        checkWritable();
        boolean removed = false;
        BucketWalker walker = walk();
        while (walker.nextBucket()) {
            for (int i = 0; i < walker.entries(); i++) {
                K key = key(walker, i);
                V value = value(walker, i);
                if (filter.test(key, value)) {
                    removed |= remove(key, value);
                }
            }
        }
        return removed;
    }

    final boolean containsValue(Object value) {
        Objects.requireNonNull(value);
        checkReadable();
        try {
            BucketWalker walker = walk();
            while (walker.nextBucket()) {
                for (int i = 0; i < walker.entries(); i++) {
                    if (value.equals(walker.value(i))) {
                        return true;
                    }
                }
            }
            return false;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @SuppressWarnings("unchecked") // only keys of type K are ever stored
    final K key(BucketWalker walker, int index) {
        return (K) walker.key(index);
    }

    @SuppressWarnings("unchecked") // only values of type V are ever stored
    final V value(BucketWalker walker, int index) {
        return (V) walker.value(index);
    }

    final int boundedSize() {
        return (int) Math.max(0, Math.min(exactOrEstimatedSize(), Integer.MAX_VALUE));
    }
}
