package dev.stillmap.classic;

import java.util.AbstractMap;
import org.jspecify.annotations.Nullable;

/** An entry as it was when an iteration reached it; changes go to the map too. */
final class MapEntry<K, V extends @Nullable Object> extends AbstractMap.SimpleEntry<K, V> {

    private static final long serialVersionUID = 1L;

    private final transient GoMap<K, V> map;

    MapEntry(GoMap<K, V> map, K key, V value) {
        super(key, value);
        this.map = map;
    }

    /**
     * Changes the value, here and in the map.
     *
     * @throws IllegalStateException if the key is no longer in the map
     */
    @Override
    public V setValue(V value) {
        if (!map.containsKey(getKey())) {
            throw new IllegalStateException("the map no longer has the key " + getKey() + ", or it cannot be found");
        }
        map.put(getKey(), value);
        return super.setValue(value);
    }
}
