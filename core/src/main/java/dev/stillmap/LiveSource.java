package dev.stillmap;

import dev.stillmap.internal.BucketWalker;
import java.util.Map;
import java.util.Spliterator;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The live map, for its views. */
final class LiveSource<K, V> extends EntrySource<K, V> {

    private final StillMap<K, V> map;

    private final BiConsumer<K, V> put;

    LiveSource(StillMap<K, V> map) {
        this.map = map;
        this.put = map::put;
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
        return new WriteThroughEntry<>(put, key, value);
    }
}
