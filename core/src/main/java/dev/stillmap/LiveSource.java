package dev.stillmap;

import dev.stillmap.internal.BucketWalker;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Spliterator;
import org.jspecify.annotations.Nullable;

/** The live map, for its views. */
final class LiveSource<K, V> extends EntrySource<K, V> {

    private final StillMap<K, V> map;

    LiveSource(StillMap<K, V> map) {
        this.map = map;
    }

    @Override
    BucketWalker walk() {
        return map.walk();
    }

    @Override
    void checkReadable() {}

    @Override
    void checkWritable() {}

    @Override
    long exactOrEstimatedSize() {
        return map.mappingCount();
    }

    @Override
    long estimatedSize() {
        return map.mappingCount();
    }

    @Override
    int characteristics() {
        return Spliterator.DISTINCT | Spliterator.CONCURRENT | Spliterator.NONNULL;
    }

    @Override
    @Nullable
    V get(Object key) {
        return map.get(key);
    }

    @Override
    boolean remove(Object key) {
        return map.remove(key) != null;
    }

    @Override
    boolean remove(Object key, Object value) {
        return map.remove(key, value);
    }

    @Override
    void clear() {
        map.clear();
    }

    @Override
    Map.Entry<K, V> entry(K key, V value) {
        return new LiveEntry<>(map, key, value);
    }

    /** An entry as it was when it was reached; a new value is written through to the map. */
    private static final class LiveEntry<K, V> extends AbstractMap.SimpleEntry<K, V> {

        private static final long serialVersionUID = 1L;

        private final transient StillMap<K, V> map;

        LiveEntry(StillMap<K, V> map, K key, V value) {
            super(key, value);
            this.map = map;
        }

        @Override
        public V setValue(V value) {
            map.put(getKey(), value);
            return super.setValue(value);
        }

        /** A copy in another JVM has no map to write to. */
        private Object writeReplace() {
            return new AbstractMap.SimpleEntry<>(this);
        }
    }
}
