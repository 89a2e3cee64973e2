package dev.stillmap;

import java.util.AbstractMap;
import java.util.function.BiConsumer;

/** An entry as it was when it was reached; a new value is written through to the map. */
final class WriteThroughEntry<K, V> extends AbstractMap.SimpleEntry<K, V> {

    private static final long serialVersionUID = 1L;

    private final transient BiConsumer<K, V> put;

    WriteThroughEntry(BiConsumer<K, V> put, K key, V value) {
        super(key, value);
        this.put = put;
    }

    @Override
    public V setValue(V value) {
        put.accept(getKey(), value);
        return super.setValue(value);
    }

    /** A copy in another JVM has no map to write to. */
    private Object writeReplace() {
        return new AbstractMap.SimpleEntry<>(this);
    }
}
