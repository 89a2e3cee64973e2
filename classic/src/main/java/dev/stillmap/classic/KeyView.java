package dev.stillmap.classic;

import java.util.AbstractSet;
import java.util.Iterator;

/** The keys of a map. */
final class KeyView<K> extends AbstractSet<K> {

    private final GoMap<K, ?> map;

    KeyView(GoMap<K, ?> map) {
        this.map = map;
    }

    @Override
    public Iterator<K> iterator() {
        return new ViewIterator<>(map.iterateView(), GoIterator::key);
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public boolean contains(Object key) {
        return map.containsKey(key);
    }

    @Override
    public boolean remove(Object key) {
        return map.table().delete(key) != GoTable.ABSENT;
    }

    @Override
    public void clear() {
        map.clear();
    }
}
