package dev.stillmap.bench.subject;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import scala.Option;
import scala.collection.concurrent.TrieMap;

/**
 * Scala's trie as a {@code java.util.Map}, calling its own operations without the general Java wrapper, so that the
 * peer is measured at its best. Thread-safe as the trie is.
 */
final class TrieMapAdapter extends AbstractMap<Object, Object> {
    private final TrieMap<Object, Object> trie = new TrieMap<>();

    @Override
    public Object get(Object key) {
        return orNull(trie.get(key));
    }

    @Override
    public boolean containsKey(Object key) {
        return trie.contains(key);
    }

    @Override
    public Object put(Object key, Object value) {
        return orNull(trie.put(key, value));
    }

    @Override
    public Object remove(Object key) {
        return orNull(trie.remove(key));
    }

    @Override
    public int size() {
        return trie.size();
    }

    @Override
    public void forEach(BiConsumer<? super Object, ? super Object> action) {
        scan(trie, action);
    }

    @Override
    public Set<Map.Entry<Object, Object>> entrySet() {
        var copy = new HashMap<Object, Object>();
        forEach(copy::put);
        return copy.entrySet();
    }

    Object readOnlySnapshot() {
        return trie.readOnlySnapshot();
    }

    void scanSnapshot(BiConsumer<Object, Object> action) {
        scan(trie.readOnlySnapshot(), action);
    }

    private static void scan(
            scala.collection.Map<Object, Object> map, BiConsumer<? super Object, ? super Object> action) {
        map.foreachEntry((key, value) -> {
            action.accept(key, value);
            return null;
        });
    }

    private static Object orNull(Option<Object> option) {
        return option.isEmpty() ? null : option.get();
    }
}
