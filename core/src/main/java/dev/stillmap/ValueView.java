package dev.stillmap;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The values of a map or snapshot. */
final class ValueView<K, V> extends AbstractCollection<V> {

    private final EntrySource<K, V> source;

    ValueView(EntrySource<K, V> source) {
        this.source = source;
    }

    @Override
    public Iterator<V> iterator() {
        source.checkReadable();
        return new WalkIterator<>(source, source.walk(), (key, value) -> value);
    }

    @Override
    public Spliterator<V> spliterator() {
        source.checkReadable();
        int characteristics = source.characteristics() & ~Spliterator.DISTINCT;
        return new WalkSpliterator<>(source, source.walk(), characteristics, (key, value) -> value);
    }

    @Override
    public void forEach(Consumer<? super V> action) {
        Objects.requireNonNull(action);
        source.forEach((key, value) -> action.accept(value));
    }

    @Override
    public boolean removeIf(Predicate<? super V> filter) {
        Objects.requireNonNull(filter);
        return source.removeIf((key, value) -> filter.test(value));
    }

    @Override
    public int size() {
        return source.boundedSize();
    }

    @Override
    public boolean contains(Object value) {
        return source.containsValue(value);
    }

    @Override
    public void clear() {
        source.clear();
    }
}
