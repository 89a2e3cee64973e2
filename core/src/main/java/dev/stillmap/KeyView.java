package dev.stillmap;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The keys of a map or snapshot. */
final class KeyView<K, V> extends AbstractSet<K> {

    private final EntrySource<K, V> source;

    KeyView(EntrySource<K, V> source) {
        this.source = source;
    }

    @Override
    public Iterator<K> iterator() {
        source.checkReadable();
        return new WalkIterator<>(source, source.walk(), (key, value) -> key);
    }

    @Override
    public Spliterator<K> spliterator() {
        source.checkReadable();
        return new WalkSpliterator<>(source, source.walk(), source.characteristics(), (key, value) -> key);
    }

    @Override
    public void forEach(Consumer<? super K> action) {
        Objects.requireNonNull(action);
        source.forEach((key, value) -> action.accept(key));
    }

    @Override
    public boolean removeIf(Predicate<? super K> filter) {
        source.checkWritable();
        return super.removeIf(filter);
    }

    @Override
    public int size() {
        return source.boundedSize();
    }

    @Override
    public boolean contains(Object key) {
        return source.get(key) != null;
    }

    @Override
    public boolean remove(Object key) {
        return source.remove(key);
    }

    @Override
    public void clear() {
        source.clear();
    }
}
