package dev.stillmap;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The entries of a map or snapshot. */
final class EntryView<K, V> extends AbstractSet<Map.Entry<K, V>> {

    private final EntrySource<K, V> source;

    EntryView(EntrySource<K, V> source) {
        this.source = source;
    }

    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
        source.checkReadable();
        return new WalkIterator<>(source, source.walk(), source::entry);
    }

    @Override
    public Spliterator<Map.Entry<K, V>> spliterator() {
        source.checkReadable();
        return new WalkSpliterator<>(source, source.walk(), source.characteristics(), source::entry);
    }

    @Override
    public void forEach(Consumer<? super Map.Entry<K, V>> action) {
        Objects.requireNonNull(action);
        source.forEach((key, value) -> action.accept(source.entry(key, value)));
    }

    @Override
    public boolean removeIf(Predicate<? super Map.Entry<K, V>> filter) {
        Objects.requireNonNull(filter);
        return source.removeIf((key, value) -> filter.test(Map.entry(key, value)));
    }

    @Override
    public int size() {
        return source.boundedSize();
    }

    @Override
    public boolean contains(Object object) {
        if (object instanceof Map.Entry<?, ?> entry && entry.getKey() != null && entry.getValue() != null) {
            V value = source.get(entry.getKey());
            return value != null && entry.getValue().equals(value);
        }
        return false;
    }

    @Override
    public boolean remove(Object object) {
        return object instanceof Map.Entry<?, ?> entry
                && entry.getKey() != null
                && entry.getValue() != null
                && source.remove(entry.getKey(), entry.getValue());
    }

    @Override
    public void clear() {
        source.clear();
    }
}
