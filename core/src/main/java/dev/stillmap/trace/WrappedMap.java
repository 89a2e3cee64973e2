package dev.stillmap.trace;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every operation of a map, each passed to the map behind it as a read or as a change, so that a wrapper says once what
 * goes with these. Operations with functions are the map's own.
 */
abstract class WrappedMap<K, V> implements Map<K, V> {

    final Map<K, V> map;

    WrappedMap(Map<K, V> map) {
        this.map = Objects.requireNonNull(map);
    }

    /** What a change does to a key. */
    enum Effect {
        /** It is there afterwards, and may not have been before. */
        PUT,
        /** Its value changes, if it is there. */
        REPLACE,
        /** It is gone afterwards. */
        REMOVE,
        /** Nothing. */
        NONE
    }

    /** Runs something that changes nothing. */
    abstract <T> T read(Supplier<T> action);

    /** Runs a change of one key; {@code effect} tells by its result what it did. */
    abstract <T> T change(@Nullable Object key, Supplier<T> action, Function<T, Effect> effect);

    /** Runs a change of any number of keys. */
    abstract void changeAny(Runnable action);

    abstract Iterator<Map.Entry<K, V>> entries();

    abstract Iterator<K> keys();

    abstract Iterator<V> valuesInTurn();

    @Override
    public int size() {
        return read(map::size);
    }

    @Override
    public boolean isEmpty() {
        return read(map::isEmpty);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return read(() -> map.containsKey(key));
    }

    @Override
    public boolean containsValue(@Nullable Object value) {
        return read(() -> map.containsValue(value));
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        return read(() -> map.get(key));
    }

    @Override
    public V getOrDefault(@Nullable Object key, V otherwise) {
        return read(() -> map.getOrDefault(key, otherwise));
    }

    @Override
    public @Nullable V put(K key, V value) {
        return change(key, () -> map.put(key, value), old -> Effect.PUT);
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return change(key, () -> map.putIfAbsent(key, value), old -> Effect.PUT);
    }

    @Override
    public @Nullable V remove(@Nullable Object key) {
        return change(key, () -> map.remove(key), old -> Effect.REMOVE);
    }

    @Override
    public boolean remove(@Nullable Object key, @Nullable Object value) {
        return change(key, () -> map.remove(key, value), removed -> removed ? Effect.REMOVE : Effect.NONE);
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return change(key, () -> map.replace(key, value), old -> Effect.REPLACE);
    }

    @Override
    public boolean replace(K key, V expected, V value) {
        return change(key, () -> map.replace(key, expected, value), replaced -> Effect.REPLACE);
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
        return change(key, () -> map.computeIfAbsent(key, function), WrappedMap::byResult);
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        return change(key, () -> map.computeIfPresent(key, function), WrappedMap::byResult);
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        return change(key, () -> map.compute(key, function), WrappedMap::byResult);
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        return change(key, () -> map.merge(key, value, function), WrappedMap::byResult);
    }

    private static Effect byResult(@Nullable Object result) {
        return result == null ? Effect.REMOVE : Effect.PUT;
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> source) {
        source.forEach(this::put);
    }

    @Override
    public void clear() {
        changeAny(map::clear);
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        changeAny(() -> map.replaceAll(function));
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        Objects.requireNonNull(action);
        entrySet().forEach(entry -> action.accept(entry.getKey(), entry.getValue()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || read(() -> map.equals(other));
    }

    @Override
    public int hashCode() {
        return read(map::hashCode);
    }

    @Override
    public String toString() {
        return read(map::toString);
    }

    /** An iterator is left, at its end or before. */
    abstract void leave(Iterator<?> each);

    /** Changes that a view makes to any number of entries: at once on the map's own view, or by iterating over this. */
    abstract boolean bulk(BooleanSupplier onTheMap, BooleanSupplier byIteration);

    /** An entry as it is now, so that comparing it asks no other map's lock. */
    static @Nullable Object plain(@Nullable Object object) {
        return object instanceof Map.Entry<?, ?> entry
                ? new AbstractMap.SimpleImmutableEntry<>(entry.getKey(), entry.getValue())
                : object;
    }

    private <T> void loop(Supplier<Iterator<T>> begin, Consumer<? super T> action) {
        Objects.requireNonNull(action);
        Iterator<T> each = begin.get();
        try {
            each.forEachRemaining(action);
        } finally {
            leave(each);
        }
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return entries();
            }

            @Override
            public boolean removeIf(Predicate<? super Map.Entry<K, V>> filter) {
                Objects.requireNonNull(filter);
                return bulk(() -> map.entrySet().removeIf(filter), () -> super.removeIf(filter));
            }

            @Override
            public boolean removeAll(Collection<?> some) {
                Objects.requireNonNull(some);
                return bulk(() -> map.entrySet().removeAll(some), () -> super.removeAll(some));
            }

            @Override
            public boolean retainAll(Collection<?> some) {
                Objects.requireNonNull(some);
                return bulk(() -> map.entrySet().retainAll(some), () -> super.retainAll(some));
            }

            @Override
            public void forEach(Consumer<? super Map.Entry<K, V>> action) {
                loop(WrappedMap.this::entries, action);
            }

            @Override
            public int size() {
                return WrappedMap.this.size();
            }

            @Override
            public boolean contains(@Nullable Object object) {
                Object plain = plain(object);
                return read(() -> map.entrySet().contains(plain));
            }

            @Override
            public boolean remove(@Nullable Object object) {
                if (!(object instanceof Map.Entry<?, ?> entry)) {
                    return false;
                }
                Object plain = plain(object);
                return change(
                        entry.getKey(),
                        () -> map.entrySet().remove(plain),
                        removed -> removed ? Effect.REMOVE : Effect.NONE);
            }

            @Override
            public void clear() {
                WrappedMap.this.clear();
            }
        };
    }

    @Override
    public Set<K> keySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<K> iterator() {
                return keys();
            }

            @Override
            public boolean removeIf(Predicate<? super K> filter) {
                Objects.requireNonNull(filter);
                return bulk(() -> map.keySet().removeIf(filter), () -> super.removeIf(filter));
            }

            @Override
            public boolean removeAll(Collection<?> some) {
                Objects.requireNonNull(some);
                return bulk(() -> map.keySet().removeAll(some), () -> super.removeAll(some));
            }

            @Override
            public boolean retainAll(Collection<?> some) {
                Objects.requireNonNull(some);
                return bulk(() -> map.keySet().retainAll(some), () -> super.retainAll(some));
            }

            @Override
            public void forEach(Consumer<? super K> action) {
                loop(WrappedMap.this::keys, action);
            }

            @Override
            public int size() {
                return WrappedMap.this.size();
            }

            @Override
            public boolean contains(@Nullable Object key) {
                return containsKey(key);
            }

            @Override
            public boolean remove(@Nullable Object key) {
                return change(key, () -> map.keySet().remove(key), removed -> removed ? Effect.REMOVE : Effect.NONE);
            }

            @Override
            public void clear() {
                WrappedMap.this.clear();
            }
        };
    }

    @Override
    public Collection<V> values() {
        return new AbstractCollection<>() {
            @Override
            public Iterator<V> iterator() {
                return valuesInTurn();
            }

            @Override
            public boolean removeIf(Predicate<? super V> filter) {
                Objects.requireNonNull(filter);
                return bulk(() -> map.values().removeIf(filter), () -> super.removeIf(filter));
            }

            @Override
            public boolean removeAll(Collection<?> some) {
                Objects.requireNonNull(some);
                return bulk(() -> map.values().removeAll(some), () -> super.removeAll(some));
            }

            @Override
            public boolean retainAll(Collection<?> some) {
                Objects.requireNonNull(some);
                return bulk(() -> map.values().retainAll(some), () -> super.retainAll(some));
            }

            @Override
            public void forEach(Consumer<? super V> action) {
                loop(WrappedMap.this::valuesInTurn, action);
            }

            @Override
            public int size() {
                return WrappedMap.this.size();
            }

            @Override
            public boolean contains(@Nullable Object value) {
                return containsValue(value);
            }

            @Override
            public boolean remove(@Nullable Object value) {
                return bulk(() -> map.values().remove(value), () -> removeByIteration(value));
            }

            @Override
            public void clear() {
                WrappedMap.this.clear();
            }
        };
    }

    private boolean removeByIteration(@Nullable Object value) {
        Iterator<V> each = valuesInTurn();
        try {
            while (each.hasNext()) {
                if (Objects.equals(value, each.next())) {
                    each.remove();
                    return true;
                }
            }
            return false;
        } finally {
            leave(each);
        }
    }

    /** An entry whose new value goes through the wrapper. */
    static final class WrittenThrough<K, V> implements Map.Entry<K, V> {

        private final WrappedMap<K, V> owner;

        private final Map.Entry<K, V> entry;

        WrittenThrough(WrappedMap<K, V> owner, Map.Entry<K, V> entry) {
            this.owner = owner;
            this.entry = entry;
        }

        @Override
        public K getKey() {
            return entry.getKey();
        }

        @Override
        public V getValue() {
            return entry.getValue();
        }

        @Override
        public V setValue(V value) {
            // Entries of concurrent maps put a key back that has gone.
            return owner.change(entry.getKey(), () -> entry.setValue(value), old -> Effect.PUT);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return entry.equals(other);
        }

        @Override
        public int hashCode() {
            return entry.hashCode();
        }

        @Override
        public String toString() {
            return entry.toString();
        }
    }
}
