package dev.stillmap;

import dev.stillmap.internal.Allocations;
import dev.stillmap.internal.BucketWalker;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Splits a walk by ranges of buckets. For one thread; its parts may go to others. */
final class WalkSpliterator<K, V, T> implements Spliterator<T> {

    private final EntrySource<K, V> source;

    private final BiFunction<K, V, T> shape;

    private final int characteristics;

    private final BucketWalker walker;

    private int index;

    private int entries;

    WalkSpliterator(EntrySource<K, V> source, BucketWalker walker, int characteristics, BiFunction<K, V, T> shape) {
        assert Allocations.permit("spliterator");
        this.source = source;
        this.walker = walker;
        this.characteristics = characteristics;
        this.shape = shape;
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        Objects.requireNonNull(action);
        source.checkReadable();
        if (index == entries) {
            boolean more = source.nextBucket(walker);
            index = 0;
            entries = more ? walker.entries() : 0;
            if (!more) {
                return false;
            }
        }
        assert Allocations.permit("entry of a spliterator");
        T item = shape.apply(source.key(walker, index), source.value(walker, index));
        index++;
        action.accept(item);
        return true;
    }

    @Override
    public @Nullable Spliterator<T> trySplit() {
        BucketWalker second = walker.split();
        return second == null ? null : new WalkSpliterator<>(source, second, characteristics, shape);
    }

    @Override
    public long estimateSize() {
        return entries - index + (long) (source.estimatedSize() * walker.fractionLeft());
    }

    @Override
    public int characteristics() {
        return characteristics;
    }
}
