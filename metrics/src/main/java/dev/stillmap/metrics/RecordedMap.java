package dev.stillmap.metrics;

import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import java.util.AbstractMap;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map that does what another one does, and records how long it takes. Everything else, guarantees included, is the
 * other's: thread-safety, nulls, iteration, exceptions, which count as the end of what is measured. Bulk operations
 * ({@code forEach}, {@code replaceAll}, streams) are passed on and not recorded; {@link #map()} has what is not here.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class RecordedMap<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V> {

    private final StillMap<K, V> map;

    private final LatencyRecorder recorder;

    RecordedMap(StillMap<K, V> map, LatencyRecorder recorder) {
        this.map = Objects.requireNonNull(map);
        this.recorder = recorder;
    }

    /**
     * The map that does the work. What is done through it is not recorded.
     *
     * @return the map given to {@link LatencyRecorder#record}
     */
    public StillMap<K, V> map() {
        return map;
    }

    /**
     * As {@link StillMap#snapshot()}; the taking is recorded, reads of the snapshot are not.
     *
     * @return the snapshot, to be closed
     */
    public Snapshot<K, V> snapshot() {
        return recorder.time(Operation.SNAPSHOT, () -> map.snapshot());
    }

    /**
     * As {@link StillMap#iterate(IterationContract)}; the opening and each step are recorded.
     *
     * @param contract what the iteration is promised
     * @return the iteration, to be closed
     */
    public Iteration<K, V> iterate(IterationContract contract) {
        return recorder.time(Operation.ITERATE, () -> new RecordedIteration<>(map.iterate(contract), recorder));
    }

    @Override
    public @Nullable V get(Object key) {
        return recorder.time(Operation.GET, () -> map.get(key));
    }

    @Override
    public V getOrDefault(Object key, V defaultValue) {
        return recorder.time(Operation.GET, () -> map.getOrDefault(key, defaultValue));
    }

    @Override
    public boolean containsKey(Object key) {
        return recorder.time(Operation.GET, () -> map.containsKey(key));
    }

    @Override
    public @Nullable V put(K key, V value) {
        return recorder.time(Operation.PUT, () -> map.put(key, value));
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return recorder.time(Operation.PUT_IF_ABSENT, () -> map.putIfAbsent(key, value));
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return recorder.time(Operation.REPLACE, () -> map.replace(key, value));
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        return recorder.time(Operation.REPLACE, () -> map.replace(key, oldValue, newValue));
    }

    @Override
    public @Nullable V remove(Object key) {
        return recorder.time(Operation.REMOVE, () -> map.remove(key));
    }

    @Override
    public boolean remove(Object key, Object value) {
        return recorder.time(Operation.REMOVE, () -> map.remove(key, value));
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        return recorder.time(Operation.COMPUTE, () -> map.compute(key, function));
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        return recorder.time(Operation.COMPUTE_IF_ABSENT, () -> map.computeIfAbsent(key, function));
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        return recorder.time(Operation.COMPUTE_IF_PRESENT, () -> map.computeIfPresent(key, function));
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        return recorder.time(Operation.MERGE, () -> map.merge(key, value, function));
    }

    @Override
    public void clear() {
        recorder.run(Operation.CLEAR, () -> map.clear());
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public boolean isEmpty() {
        return map.isEmpty();
    }

    @Override
    public boolean containsValue(Object value) {
        return map.containsValue(value);
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> others) {
        others.forEach(this::put);
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        map.forEach(action);
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        map.replaceAll(function);
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new RecordedSet<>(map.entrySet(), recorder);
    }

    @Override
    public Set<K> keySet() {
        return new RecordedSet<>(map.keySet(), recorder);
    }

    @Override
    public Collection<V> values() {
        return new RecordedView<>(map.values(), recorder);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || map.equals(other);
    }

    @Override
    public int hashCode() {
        return map.hashCode();
    }

    @Override
    public String toString() {
        return map.toString();
    }
}
