package dev.stillmap;

import static java.util.Objects.requireNonNull;

import dev.stillmap.internal.Allocations;
import dev.stillmap.internal.BucketWalker;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Iterates over a walk, one bucket at a time. Removes by key. For one thread. */
final class WalkIterator<K, V, T> implements Iterator<T> {

    private final EntrySource<K, V> source;

    private final BiFunction<K, V, T> shape;

    /** Null at the end, so that an iterator that is kept keeps no table. */
    private @Nullable BucketWalker walker;

    private int index;

    private int entries;

    private @Nullable K lastKey;

    private boolean removable;

    WalkIterator(EntrySource<K, V> source, BucketWalker walker, BiFunction<K, V, T> shape) {
        assert Allocations.permit("iterator");
        this.source = source;
        this.walker = walker;
        this.shape = shape;
    }

    @Override
    public boolean hasNext() {
        source.checkReadable();
        if (index < entries) {
            return true;
        }
        BucketWalker rest = walker;
        if (rest == null) {
            return false;
        }
        boolean more = source.nextBucket(rest);
        index = 0;
        entries = more ? rest.entries() : 0;
        if (!more) {
            walker = null;
        }
        return more;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the iteration has returned its last entry");
        }
        return advance();
    }

    /** As {@link #next()}, right after {@link #hasNext()} has said that there is one. */
    T advance() {
        BucketWalker here = requireNonNull(walker);
        K key = source.key(here, index);
        V value = source.value(here, index);
        assert Allocations.permit("entry of an iterator");
        T shown = shape.apply(key, value);
        // Only now, so that an entry for which there is no memory is not passed over.
        index++;
        lastKey = key;
        removable = true;
        return shown;
    }

    /** Ends the iteration here, and lets go of what it holds. */
    void drop() {
        walker = null;
        index = entries;
        lastKey = null;
        removable = false;
    }

    @Override
    public void remove() {
        source.remove(takeLastKey());
    }

    private K takeLastKey() {
        K key = lastKey;
        if (!removable || key == null) {
            throw new IllegalStateException("next() has not returned an entry, or it has been removed already");
        }
        removable = false;
        return key;
    }
}
