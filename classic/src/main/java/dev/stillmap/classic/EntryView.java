package dev.stillmap.classic;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The entries of a map. */
final class EntryView<K, V extends @Nullable Object> extends AbstractSet<Map.Entry<K, V>> {

    private final GoMap<K, V> map;

    EntryView(GoMap<K, V> map) {
        this.map = map;
    }

    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
        return new ViewIterator<>(map.iterateView(), each -> new MapEntry<>(map, each.key(), each.value()));
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public boolean contains(Object other) {
        if (!(other instanceof Map.Entry<?, ?> entry)) {
            return false;
        }
        Object key = entry.getKey();
        if (key == null) {
            return false;
        }
        Object stored = map.table().get(key);
        return stored != GoTable.ABSENT && Objects.equals(stored, entry.getValue());
    }

    @Override
    public boolean remove(Object other) {
        return contains(other) && map.table().delete(((Map.Entry<?, ?>) other).getKey()) != GoTable.ABSENT;
    }

    @Override
    public void clear() {
        map.clear();
    }
}
