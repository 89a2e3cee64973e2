package dev.stillmap;

import dev.stillmap.internal.Batch;
import dev.stillmap.internal.BatchKey;
import dev.stillmap.internal.MapCore;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes to several keys of a map that take effect at one instant: every snapshot, {@link
 * StillMap#scan(java.util.function.BiConsumer) scan} and other batch sees all of them or none. Made by {@link
 * StillMap#batch()} or as a part of a {@link DomainBatch}; filled by one thread, committed once.
 *
 * <pre>{@code
 * accounts.batch()
 *         .merge(from, -amount, Long::sum)
 *         .merge(to, amount, Long::sum)
 *         .commit();
 * }</pre>
 *
 * <p><b>Thread-safety.</b> A batch is for one thread; any number of batches may be committed at once.
 *
 * <p><b>Order.</b> Nothing is written, and no function is run, before the commit. What is asked of one key is done in
 * the order in which it was asked.
 *
 * <p><b>Instant.</b> The commit is linearizable: all its writes take effect at one instant between its call and its
 * return. A thread that reads one key after the other may read one before and the next after that instant; a snapshot
 * or a scan does not. The entries that an iteration of the live map meets are of no one instant.
 *
 * <p><b>Progress.</b> A batch waits while functions of others run for keys in its buckets, and holds nothing then, or,
 * after it was overtaken several times, what it has reserved already. All its buckets are locked while it is applied,
 * about a tenth of a microsecond for each: for so long readers and writers of its buckets wait, and others do not.
 * Locks are taken in one order, so batches never wait for each other in a circle.
 *
 * <p><b>Functions</b> run at most once per commit, outside any lock, after the buckets of all keys of the batch were
 * reserved: until they have returned other writers of these buckets wait, readers, snapshots and growth go on. What
 * {@link StillMap} says of functions holds: one that writes to a reserved bucket gets an {@link IllegalStateException}.
 * If one throws, nothing is written.
 *
 * <p><b>Nulls.</b> Keys, values and functions are not null.
 *
 * <p><b>Cost.</b> O(1) for each key, as for single writes, and sorting. Memory: up to 400 bytes for each key until the
 * batch is dropped, and a copy of each of its buckets that an open snapshot needs, which may exceed the bound for
 * snapshots. A batch without writes costs nothing.
 *
 * <p><b>Happens-before.</b> As for each of the writes alone.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class WriteBatch<K, V> {

    private final MapCore core;

    private final Batch batch;

    /** The only keys that may be written; null for all. */
    private final @Nullable Set<K> declared;

    private final Map<K, BatchKey> keys = new HashMap<>();

    WriteBatch(MapCore core, Batch batch, @Nullable Set<K> declared) {
        this.core = core;
        this.batch = batch;
        this.declared = declared;
    }

    /**
     * Gives the key a value.
     *
     * @param key the key
     * @param value the value
     * @return this
     * @throws IllegalArgumentException if keys were declared and this is none of them
     * @throws IllegalStateException if the batch was committed
     */
    public WriteBatch<K, V> put(K key, V value) {
        Objects.requireNonNull(value);
        write(key).set(value);
        return this;
    }

    /**
     * Removes the key, if it is present.
     *
     * @param key the key
     * @return this
     * @throws IllegalArgumentException if keys were declared and this is none of them
     * @throws IllegalStateException if the batch was committed
     */
    public WriteBatch<K, V> remove(K key) {
        write(key).set(null);
        return this;
    }

    /**
     * Gives an absent key the value, and a present one the function's result.
     *
     * @param key the key
     * @param value the value of an absent key
     * @param function given the key's value and {@code value}; null removes the key
     * @return this
     * @throws IllegalArgumentException if keys were declared and this is none of them
     * @throws IllegalStateException if the batch was committed
     */
    public WriteBatch<K, V> merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        Objects.requireNonNull(value);
        Objects.requireNonNull(function);
        write(key).apply(old -> old == null ? value : function.apply(cast(old), value));
        return this;
    }

    /**
     * Gives the key the function's result.
     *
     * @param key the key
     * @param function given the key and its value, null if it is absent; null removes the key
     * @return this
     * @throws IllegalArgumentException if keys were declared and this is none of them
     * @throws IllegalStateException if the batch was committed
     */
    public WriteBatch<K, V> compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        Objects.requireNonNull(function);
        write(key).apply(old -> function.apply(key, cast(old)));
        return this;
    }

    @SuppressWarnings("unchecked") // only values of type V are ever stored
    private @Nullable V cast(@Nullable Object value) {
        return (V) value;
    }

    private BatchKey write(K key) {
        Objects.requireNonNull(key);
        batch.checkUnused();
        if (declared != null && !declared.contains(key)) {
            throw new IllegalArgumentException(
                    "the key " + key + " was not declared; name every key of the batch when it is made");
        }
        return keys.computeIfAbsent(key, added -> batch.add(core, added));
    }

    /**
     * Makes all writes at one instant. The batch is used up, also when this throws; it writes all or, when it throws,
     * nothing. Only if memory ends after the writes, in accounting, may it throw with all of them made.
     *
     * @throws IllegalStateException if the batch was committed before, or by a function that runs for a key of a map
     *     that the batch writes to, or if its functions would wait in a circle with others'
     */
    public void commit() {
        batch.commit();
    }
}
