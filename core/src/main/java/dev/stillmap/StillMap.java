package dev.stillmap;

import dev.stillmap.internal.Batch;
import dev.stillmap.internal.BucketWalker;
import dev.stillmap.internal.Epochs;
import dev.stillmap.internal.MapCore;
import dev.stillmap.internal.OperationProbe;
import dev.stillmap.internal.SnapshotNode;
import dev.stillmap.internal.Stamp;
import dev.stillmap.internal.Watch;
import dev.stillmap.stats.MapInternals;
import dev.stillmap.stats.MapListener;
import dev.stillmap.stats.MapOperation;
import dev.stillmap.stats.MapPicture;
import dev.stillmap.stats.MapStats;
import dev.stillmap.stats.OperationListener;
import dev.stillmap.trace.IterationTracer;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.StreamCorruptedException;
import java.lang.invoke.VarHandle;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A concurrent hash map with linearizable snapshots. It can take the place of a {@code ConcurrentHashMap}.
 *
 * <p><b>Thread-safety.</b> Every method may be called by any number of threads. Operations on single keys are
 * linearizable, and so are snapshots. Bulk operations ({@link #putAll}, {@link #clear}, {@link #replaceAll}, those of
 * views) are many single operations.
 *
 * <p><b>Progress.</b> Readers and writers of different buckets do not meet. A reader waits while the bucket of its key
 * is being changed: a few stores, a copy of the bucket for the first change after a snapshot, and longer if the writer
 * loses the processor meanwhile. Writers of one bucket (about six keys) take turns. No operation waits for a snapshot
 * to be read or closed, nor for a scan, an iteration or the growth of the table, except for the writers of a map that
 * was built with {@link SnapshotRetention#WAIT}, and for those that somebody holds back on purpose, by {@link
 * #lockForIteration()} or {@link IterationContract#EXCLUSIVE}, for a block time at the most. Now and then a write takes
 * the short lock behind which snapshots are opened and closed: about once in 4,096 buckets that it moves, at every 32nd
 * removal from one bucket in one epoch, and when snapshots exceed their memory.
 *
 * <p><b>Functions</b> given to {@link #compute}, {@link #computeIfAbsent}, {@link #computeIfPresent} and {@link #merge}
 * run at most once per call, outside any lock. While one runs, other writers of the same bucket wait (parked), whatever
 * their key; readers, snapshots and growth go on and see the old value. A function that changes its own bucket gets an
 * {@link IllegalStateException}; so does one whose writes would wait in a circle with other threads' functions. A call
 * that changes nothing, such as {@code putIfAbsent} of a present key, is a lookup and allowed. Whether two keys share a
 * bucket cannot be predicted, so a function should write to other keys of the same map only if it can handle that
 * exception. A function that throws changes nothing.
 *
 * <p><b>Nulls.</b> Keys and values are not null; a null argument throws {@link NullPointerException}, in queries too.
 *
 * <p><b>Keys.</b> {@code equals} and {@code hashCode} run outside locks and may run more than once per operation. One
 * that throws lets its caller's operation fail without a change; it never reaches another caller. The same holds for
 * {@code equals} of values.
 *
 * <p><b>Cost.</b> Lookups and writes: O(1) expected; O(log n) for keys of one hash code that are {@link Comparable} to
 * their own class, O(n) for others. Growth: a write moves at most two buckets of a table that is being grown. {@link
 * #snapshot()}: O(1). {@link #mappingCount()}: O(1) at rest, the sum of a few cells under contention. Memory: about 18
 * bytes per entry with references of 4 bytes, keys and values apart; a map made for an expected size takes its memory
 * at once. No array grows with the map but a directory of five references and a number per 4,096 buckets.
 *
 * <p><b>Iteration.</b> The views, their iterators, spliterators and streams, and {@link #forEach} are weakly
 * consistent: see {@link IterationContract#LIVE}. They never throw {@code ConcurrentModificationException}. Iterators
 * remove by key. {@link #scan} and {@link #snapshot()} see one instant. {@link #iterate} says what it needs: one of
 * four {@linkplain IterationContract contracts}.
 *
 * <p><b>Happens-before.</b> Actions before a write of a key happen-before actions after a read that sees it, in the map
 * or in a snapshot.
 *
 * <p><b>Exceptions.</b> Besides those above, {@link BucketLockedException} where a hold refuses a write, and {@link
 * SnapshotExpiredException} where a pass over one instant ({@link #scan}, serialization) exceeds the memory for
 * snapshots. A write of one key that throws {@link OutOfMemoryError} has changed nothing. After 2<sup>46</sup> epochs
 * writes throw {@link IllegalStateException}; each snapshot takes one epoch, and so does about every 32nd removal from
 * one bucket: at a million a second they last two years, at a thousand two millennia.
 *
 * <p><b>Differences from ConcurrentHashMap.</b> No constructors with a load factor, no {@code newKeySet}, {@code
 * keySet(V)}, {@code keys}, {@code elements} or {@code contains}, no bulk operations with a parallelism: streams of a
 * snapshot's views take their place.
 *
 * <p><b>Serialization</b> writes the entries of one instant.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class StillMap<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V>, Serializable {

    private static final long serialVersionUID = 1L;

    /** Entries for which memory is taken before they have been read: a count in a hostile stream costs no more. */
    private static final long TRUSTED_COUNT = 256;

    // Set once, by the constructor or when read from a stream; published as if they were final, by a fence.
    private transient MapCore core;

    private transient IterationOrder order;

    private transient EntrySource<K, V> live;

    /** Makes an empty map. */
    public StillMap() {
        this(new Builder<>());
    }

    /**
     * Makes an empty map with room for some entries.
     *
     * @param expectedSize the number of entries that fit before the map grows
     * @throws IllegalArgumentException if it is negative
     */
    public StillMap(int expectedSize) {
        this(new Builder<K, V>().expectedSize(expectedSize));
    }

    /**
     * Makes a map with the entries of another.
     *
     * @param source the entries, none with a null key or value
     */
    public StillMap(Map<? extends K, ? extends V> source) {
        this(source.size());
        putAll(source);
    }

    private StillMap(Builder<K, V> builder) {
        core = new MapCore(builder.expectedSize, builder.epochs(), IterationTracer.of(builder.name, "StillMap"));
        order = builder.order == null ? IterationOrder.ofSystemProperty() : builder.order;
        live = new LiveSource<>(this);
        // Without it a map handed over by a race could be seen without its fields.
        VarHandle.releaseFence();
        if (builder.domain != null) {
            builder.domain.add(this);
        }
    }

    /**
     * Makes a map with settings of its own.
     *
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return a builder with the defaults
     */
    public static <K, V> Builder<K, V> builder() {
        return new Builder<>();
    }

    /**
     * Loads what {@link Snapshot#writeTo} or {@link MapFile} has written, with default settings; {@link
     * Builder#readFrom} takes others.
     *
     * @param channel read from its position to its end; blocking; it is not closed
     * @param codec the codec that it was saved with
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return a new map with the entries that were saved last
     * @throws MapFormatException if it is truncated, corrupt or anything else than a whole saved map, or if the codec
     *     or a key throws
     * @throws IOException if the channel throws it
     * @throws IllegalArgumentException if the channel is non-blocking
     */
    public static <K, V> StillMap<K, V> readFrom(ReadableByteChannel channel, EntryCodec<K, V> codec)
            throws IOException {
        return new Builder<K, V>().readFrom(channel, codec);
    }

    /**
     * Settings of a new map. For one thread.
     *
     * @param <K> the type of keys
     * @param <V> the type of values
     */
    public static final class Builder<K, V> {

        private @Nullable String name;

        private int expectedSize;

        private @Nullable IterationOrder order;

        private @Nullable Long maxRetainedBytes;

        private @Nullable SnapshotRetention retention;

        private @Nullable EpochDomain domain;

        private Builder() {}

        /**
         * The map's name in records, logs and dumps; by default one is made up. A map with a name can be traced from
         * outside of the process: see {@link IterationTracer}.
         *
         * @param mapName any text without commas, not empty and not {@code *}; need not be unique
         * @return this
         * @throws IllegalArgumentException if it is anything else
         */
        public Builder<K, V> name(String mapName) {
            name = IterationTracer.checkedName(mapName);
            return this;
        }

        /**
         * How many entries fit before the map grows; 0 by default.
         *
         * @param entries the number of entries
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder<K, V> expectedSize(int entries) {
            if (entries < 0) {
                throw new IllegalArgumentException("expectedSize is " + entries + ", but must not be negative");
            }
            expectedSize = entries;
            return this;
        }

        /**
         * Where iterations begin; by default what the system property {@code stillmap.iterationOrder} says, else
         * random.
         *
         * @param iterationOrder the order
         * @return this
         */
        public Builder<K, V> iterationOrder(IterationOrder iterationOrder) {
            order = Objects.requireNonNull(iterationOrder);
            return this;
        }

        /**
         * How much memory the open snapshots of this map may retain together, by an estimate; a quarter of the maximum
         * heap by default. It counts copies of buckets and old parts of the table, not the replaced keys and values
         * that these keep alive. Writers at work at the same moment may exceed it by a bucket or an old segment (330
         * KB) each, and a batch by all its buckets.
         *
         * @param bytes the bound in bytes
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder<K, V> maxRetainedBytes(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("maxRetainedBytes is " + bytes + ", but must not be negative");
            }
            maxRetainedBytes = bytes;
            return this;
        }

        /**
         * What happens when snapshots retain more than that; by default {@link SnapshotRetention#EXPIRE}.
         *
         * @param policy the policy
         * @return this
         */
        public Builder<K, V> snapshotRetention(SnapshotRetention policy) {
            retention = Objects.requireNonNull(policy);
            return this;
        }

        /**
         * The domain that the map belongs to, so that it can be snapshotted and written together with others; none by
         * default. The domain's bound for snapshots and its policy hold then, and none may be set here.
         *
         * @param shared the domain
         * @return this
         */
        public Builder<K, V> domain(EpochDomain shared) {
            domain = Objects.requireNonNull(shared);
            return this;
        }

        /**
         * Makes the map.
         *
         * @return an empty map
         * @throws IllegalStateException if a domain was set together with a bound or a policy for snapshots
         */
        public StillMap<K, V> build() {
            return new StillMap<>(this);
        }

        /**
         * Makes the map of what was saved: see {@link StillMap#readFrom}. One that is of a domain is part of the
         * domain's snapshots while it is being loaded.
         *
         * @param channel read from its position to its end; blocking; it is not closed
         * @param codec the codec that it was saved with
         * @return a new map with the entries that were saved last
         * @throws MapFormatException as {@link StillMap#readFrom}
         * @throws IOException if the channel throws it
         */
        public StillMap<K, V> readFrom(ReadableByteChannel channel, EntryCodec<K, V> codec) throws IOException {
            StillMap<K, V> map = build();
            SavedMap.read(channel, codec, map);
            return map;
        }

        private Epochs epochs() {
            if (domain == null) {
                long bytes = maxRetainedBytes == null ? Runtime.getRuntime().maxMemory() / 4 : maxRetainedBytes;
                return new Epochs(bytes, retention == SnapshotRetention.WAIT);
            }
            if (maxRetainedBytes != null || retention != null) {
                throw new IllegalStateException("maxRetainedBytes and snapshotRetention belong to the domain:"
                        + " give them to its constructor, not to the builder of one of its maps");
            }
            return domain.epochs();
        }
    }

    MapCore core() {
        return core;
    }

    /** A handle on a node of this map. */
    MapSnapshot<K, V> handle(SnapshotNode node) {
        return MapSnapshot.of(core, node, order);
    }

    BucketWalker walk() {
        return core.viewWalker(null, order.next());
    }

    /** Moves the entry counter, as that many insertions would; for tests of maps that are larger than memory. */
    void addCount(long delta) {
        core.countEntries(Math.max(0, delta), Math.max(0, -delta));
    }

    @SuppressWarnings("unchecked") // only values of type V are ever stored
    private @Nullable V cast(@Nullable Object value) {
        return (V) value;
    }

    @Override
    public @Nullable V get(Object key) {
        OperationProbe probe = core.probe();
        return cast(probe == null ? core.get(key) : probe.time(MapOperation.GET, () -> core.get(key)));
    }

    @Override
    public V getOrDefault(Object key, V defaultValue) {
        V value = get(key);
        return value == null ? defaultValue : value;
    }

    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    @Override
    public boolean containsValue(Object value) {
        return live.containsValue(value);
    }

    /**
     * {@inheritDoc}
     *
     * <p>An estimate while others write, as {@link #mappingCount()}, and at most {@link Integer#MAX_VALUE}. A
     * snapshot's size is exact.
     */
    @Override
    public int size() {
        return live.boundedSize();
    }

    @Override
    public boolean isEmpty() {
        return core.count() <= 0;
    }

    /**
     * The number of entries: exact at rest, an estimate while others write.
     *
     * @return the number of entries, which may exceed {@link Integer#MAX_VALUE}
     */
    public long mappingCount() {
        return Math.max(0, core.count());
    }

    @Override
    public @Nullable V put(K key, V value) {
        Objects.requireNonNull(value);
        OperationProbe probe = core.probe();
        return cast(probe == null ? core.put(key, value) : probe.time(MapOperation.PUT, () -> core.put(key, value)));
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        Objects.requireNonNull(value);
        OperationProbe probe = core.probe();
        return cast(
                probe == null
                        ? core.putIfAbsent(key, value)
                        : probe.time(MapOperation.PUT, () -> core.putIfAbsent(key, value)));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> source) {
        source.forEach(this::put);
    }

    @Override
    public @Nullable V remove(Object key) {
        OperationProbe probe = core.probe();
        return cast(probe == null ? core.remove(key) : probe.time(MapOperation.REMOVE, () -> core.remove(key)));
    }

    @Override
    public boolean remove(Object key, @Nullable Object value) {
        Objects.requireNonNull(key);
        if (value == null) {
            return false;
        }
        OperationProbe probe = core.probe();
        return probe == null ? core.remove(key, value) : probe.time(MapOperation.REMOVE, () -> core.remove(key, value));
    }

    @Override
    public @Nullable V replace(K key, V value) {
        Objects.requireNonNull(value);
        OperationProbe probe = core.probe();
        return cast(
                probe == null
                        ? core.replace(key, value)
                        : probe.time(MapOperation.REPLACE, () -> core.replace(key, value)));
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        Objects.requireNonNull(oldValue);
        Objects.requireNonNull(newValue);
        OperationProbe probe = core.probe();
        return probe == null
                ? core.replace(key, oldValue, newValue)
                : probe.time(MapOperation.REPLACE, () -> core.replace(key, oldValue, newValue));
    }

    @Override
    public void clear() {
        core.clear();
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        Objects.requireNonNull(function);
        BucketWalker walker = walk();
        while (walker.nextBucket()) {
            for (int i = 0; i < walker.entries(); i++) {
                K key = live.key(walker, i);
                @Nullable V value = live.value(walker, i);
                while (value != null && !replace(key, value, Objects.requireNonNull(function.apply(key, value)))) {
                    value = get(key);
                }
            }
        }
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
        Objects.requireNonNull(function);
        OperationProbe probe = core.probe();
        return probe == null
                ? computeUnlessPresent(key, function)
                : probe.time(MapOperation.COMPUTE, () -> computeUnlessPresent(key, function));
    }

    private @Nullable V computeUnlessPresent(K key, Function<? super K, ? extends V> function) {
        Object present = core.get(key);
        return cast(present != null ? present : core.computeIfAbsent(key, none -> function.apply(key)));
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        Objects.requireNonNull(function);
        UnaryOperator<@Nullable Object> ofOld = old -> function.apply(key, cast(old));
        OperationProbe probe = core.probe();
        return cast(
                probe == null
                        ? core.computeIfPresent(key, ofOld)
                        : probe.time(MapOperation.COMPUTE, () -> core.computeIfPresent(key, ofOld)));
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        Objects.requireNonNull(function);
        UnaryOperator<@Nullable Object> ofOld = old -> function.apply(key, cast(old));
        OperationProbe probe = core.probe();
        return cast(
                probe == null
                        ? core.compute(key, ofOld)
                        : probe.time(MapOperation.COMPUTE, () -> core.compute(key, ofOld)));
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        Objects.requireNonNull(value);
        Objects.requireNonNull(function);
        UnaryOperator<@Nullable Object> ofOld = old -> function.apply(cast(old), value);
        OperationProbe probe = core.probe();
        return cast(
                probe == null
                        ? core.merge(key, value, ofOld)
                        : probe.time(MapOperation.COMPUTE, () -> core.merge(key, value, ofOld)));
    }

    /** {@inheritDoc} Weakly consistent: see {@link IterationContract#LIVE}. */
    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        Objects.requireNonNull(action);
        live.forEach(action);
    }

    /** {@inheritDoc} Weakly consistent; removes by key. */
    @Override
    public Set<K> keySet() {
        return new KeyView<>(live);
    }

    /** {@inheritDoc} Weakly consistent; iterators remove by key. */
    @Override
    public Collection<V> values() {
        return new ValueView<>(live);
    }

    /**
     * {@inheritDoc} Weakly consistent; iterators remove by key. An entry shows the value that was met; {@code setValue}
     * writes through, also when the key has another value or is gone by then.
     */
    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new EntryView<>(live);
    }

    /**
     * The entries of one instant, as a read-only map. Constant work behind a short lock that writers hardly ever take,
     * but for releasing what a growth has left behind; no writer waits for the snapshot. Close it, best by
     * try-with-resources: while it is open, each bucket is copied when it is first changed.
     *
     * @return a snapshot that lasts until it is closed
     * @throws IllegalStateException if the map has used up its epochs, nearly 2<sup>46</sup>
     */
    public Snapshot<K, V> snapshot() {
        return handle(core.openSnapshot());
    }

    /**
     * Hands every entry of one instant to an action, once. Consistent like a snapshot and cheaper for writers, which
     * need not copy what the scan has passed. The action runs in this thread, without a lock, and may write to the map
     * (but not one with {@link SnapshotRetention#WAIT}, where it could wait for this very scan); an exception that it
     * throws ends the scan and is passed on.
     *
     * @param action what to do with each key and value
     * @throws SnapshotExpiredException if the memory bound for snapshots ended the scan
     */
    @SuppressWarnings("unchecked") // only keys of type K and values of type V are ever stored
    public void scan(BiConsumer<? super K, ? super V> action) {
        Objects.requireNonNull(action);
        core.scan(order.next(), (BiConsumer<Object, Object>) action);
    }

    /**
     * One step of a walk that can be interrupted for as long as one likes, and be continued by another thread, after
     * growth and shrinking, and for the same keys in another process: all it remembers is the number that it returns.
     *
     * <pre>{@code
     * long cursor = 0;
     * do {
     *     cursor = map.scan(cursor, 100, (key, value) -> page.add(key));
     * } while (cursor != 0);
     * }</pre>
     *
     * <p>Over a whole walk each key that stays is met exactly once, and each that comes or goes at most once unless it
     * was removed and put back. The entries of one bucket belong to one instant, those of a step do not. The order is
     * that of the bits of the hashes, lowest first, and is the same in every walk. Each step looks at no more buckets
     * than it needs for its entries; it may call {@code hashCode} of keys. The action runs in this thread, without a
     * lock, and may write to the map; an exception that it throws ends the step and is passed on.
     *
     * @param cursor 0 to begin, then what the step before returned
     * @param limit the most entries of this step, above 0; it is exceeded only by keys of one hash, which cannot be
     *     parted
     * @param action what to do with each key and value
     * @return where to go on, 1 to 2<sup>32</sup> - 1; 0 when the walk has ended
     * @throws IllegalArgumentException if the limit is not above 0 or the cursor is none that was returned
     */
    @SuppressWarnings("unchecked") // as above
    public long scan(long cursor, int limit, BiConsumer<? super K, ? super V> action) {
        Objects.requireNonNull(action);
        if (limit <= 0) {
            throw new IllegalArgumentException("limit " + limit + ": a step hands over at least one entry");
        }
        return core.scan(cursor, limit, (BiConsumer<Object, Object>) action);
    }

    /**
     * Begins an iteration under a contract, in the map's order. Constant work; with {@link
     * IterationContract#EXCLUSIVE} it waits for other holds, no longer than their block time.
     *
     * @param contract what the iteration is promised
     * @return an iteration to be closed
     */
    public Iteration<K, V> iterate(IterationContract contract) {
        return iterate(contract, order);
    }

    /**
     * Begins an iteration under a contract, in an order of its own.
     *
     * @param contract what the iteration is promised
     * @param iterationOrder where it begins
     * @return an iteration to be closed
     */
    public Iteration<K, V> iterate(IterationContract contract, IterationOrder iterationOrder) {
        Objects.requireNonNull(iterationOrder);
        return switch (contract) {
            case LIVE -> new MapIteration<>(core, contract, null, null, live, core.walker(null, iterationOrder.next()));
            case FAIL_FAST -> watched(iterationOrder);
            case SNAPSHOT -> still(contract, MapSnapshot.ofIteration(core, core.openSnapshot(), iterationOrder));
            case EXCLUSIVE -> still(contract, MapHold.take(core, IterationLock.defaults(), iterationOrder, true));
        };
    }

    private Iteration<K, V> watched(IterationOrder iterationOrder) {
        Watch watch = core.watch();
        try {
            BucketWalker walker = core.walker(null, iterationOrder.next());
            return new MapIteration<>(core, IterationContract.FAIL_FAST, watch, null, live, walker);
        } catch (Throwable e) {
            // Without memory for the iteration nobody has the watch to end it.
            core.end(watch);
            throw e;
        }
    }

    private Iteration<K, V> still(IterationContract contract, MapSnapshot<K, V> snapshot) {
        try {
            return new MapIteration<>(core, contract, null, snapshot, snapshot.source(), snapshot.walker());
        } catch (Throwable e) {
            // As above.
            snapshot.close();
            throw e;
        }
    }

    /**
     * Holds the map still with the default settings: see {@link IterationLock}. Waits until it is this hold's turn, no
     * longer than until the block time of the holds before it is over. If the thread is interrupted before or
     * meanwhile, the hold has degraded from the beginning, and the interrupt is kept.
     *
     * @return a hold to be closed
     */
    public IterationLock.Hold<K, V> lockForIteration() {
        return lockForIteration(IterationLock.defaults());
    }

    /**
     * As {@link #lockForIteration()}, with settings.
     *
     * @param settings block time, policy and scope
     * @return a hold to be closed
     */
    public IterationLock.Hold<K, V> lockForIteration(IterationLock settings) {
        return MapHold.take(core, Objects.requireNonNull(settings), order, false);
    }

    /**
     * Holds the map still with the default settings, if it is this hold's turn within a time.
     *
     * @param timeout how long to wait; zero or less does not wait
     * @return a hold to be closed, or nothing
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    public Optional<IterationLock.Hold<K, V>> tryLockForIteration(Duration timeout) throws InterruptedException {
        return tryLockForIteration(timeout, IterationLock.defaults());
    }

    /**
     * As {@link #tryLockForIteration(Duration)}, with settings.
     *
     * @param timeout how long to wait; zero or less does not wait
     * @param settings block time, policy and scope
     * @return a hold to be closed, or nothing
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    public Optional<IterationLock.Hold<K, V>> tryLockForIteration(Duration timeout, IterationLock settings)
            throws InterruptedException {
        Objects.requireNonNull(timeout);
        return Optional.ofNullable(MapHold.tryTake(core, Objects.requireNonNull(settings), order, timeout));
    }

    /**
     * The key's value with a stamp, for {@link #replaceStamped}. As {@link #get}, and it marks the key's bucket, so the
     * next write there costs what a removal costs.
     *
     * @param key the key
     * @return the value and its stamp, or null if the key is absent
     */
    public @Nullable Stamped<V> getStamped(Object key) {
        Stamp stamp = core.getStamped(key);
        return stamp == null ? null : new Stamped<>(stamp);
    }

    /**
     * Replaces the key's value if the key was not written since the stamp was given out: not even with the same value,
     * nor removed and put back. It may also fail when another key of the same bucket was written or the bucket moved to
     * a larger or smaller table; so repeat with a new stamp, as with a weak compare-and-set.
     *
     * @param key the key that the stamp was given out for
     * @param stamped what {@link #getStamped} returned; of another map it never fits
     * @param value the new value
     * @return whether the value was replaced
     * @throws IllegalArgumentException if the stamp is of another key
     */
    public boolean replaceStamped(K key, Stamped<V> stamped, V value) {
        Objects.requireNonNull(value);
        Stamp stamp = stamped.stamp();
        if (!key.equals(stamp.key)) {
            throw new IllegalArgumentException(
                    "a stamp of the key " + stamp.key + " does not speak for the key " + key);
        }
        OperationProbe probe = core.probe();
        return probe == null
                ? core.replaceStamped(key, stamp, value)
                : probe.time(MapOperation.REPLACE, () -> core.replaceStamped(key, stamp, value));
    }

    /**
     * Writes to several keys that take effect at one instant.
     *
     * @return an empty batch, for one thread
     */
    public WriteBatch<K, V> batch() {
        return new WriteBatch<>(core, new Batch(), null);
    }

    /**
     * As {@link #batch()}, for some keys only: writing another one throws {@link IllegalArgumentException}.
     *
     * @param keys the keys that may be written, not all of which must be; copied
     * @return an empty batch, for one thread
     */
    public WriteBatch<K, V> batch(Collection<? extends K> keys) {
        Set<K> declared = new HashSet<>(keys);
        if (declared.contains(null)) {
            throw new NullPointerException("a declared key is null");
        }
        return new WriteBatch<>(core, new Batch(), declared);
    }

    /**
     * Shrinks the table to the smallest that holds the entries without growing again. It works in steps of two buckets;
     * readers and writers go on. It ends early when buckets cannot be joined for now, because compute functions run in
     * both, a key's {@code hashCode} throws, memory is short or a lock is held for long; later writes go on with it
     * then. Iterations that are under way tell the entries of joined buckets apart by their keys' {@code hashCode}.
     */
    public void trimToSize() {
        core.trim();
    }

    /**
     * What passes on the steps of this map's iterations and snapshots; off until it has a sink.
     *
     * @return the map's tracer, always the same
     */
    public IterationTracer tracer() {
        return core.tracer();
    }

    /**
     * Checks every invariant of the tables. O(n). To be called while nobody writes: a write in between may be reported
     * as a broken invariant.
     *
     * @throws IllegalStateException if an invariant is broken; the message names the first one and where
     */
    public void verify() {
        core.verify();
    }

    /**
     * Copies the structure of the map, bucket by bucket, for looking at. O(n) time and memory; others may go on
     * writing. It changes nothing.
     *
     * @return tables, buckets and what they hold, open snapshots, open iterations and where they stand
     */
    public MapInternals internals() {
        return core.internals();
    }

    /**
     * Draws the structure of the map into cells, for looking at. O(cells) time and memory, and O(n) in what is open;
     * others may go on writing, and no bucket is locked. It changes nothing.
     *
     * @param maxCells the most cells, at least 1; rounded down to a power of two
     * @return tables, cells, open snapshots, open iterations, and holds with who waits for them
     * @throws IllegalArgumentException if that is less than 1
     */
    public MapPicture picture(int maxCells) {
        return core.picture(maxCells);
    }

    /**
     * Reads one bucket of a picture: all of its entries, as of one instant.
     *
     * @param bucket its number, as of the larger table
     * @param buckets how many buckets the larger table of the picture has: {@link MapPicture#buckets()}
     * @return the bucket where its entries are now; nothing if no table has that many buckets any more, or the number is
     *     none of them
     */
    public Optional<MapPicture.Site> site(int bucket, int buckets) {
        return Optional.ofNullable(core.site(bucket, buckets));
    }

    /**
     * What the map counted of itself. O(segments of the table), one for each 4,096 buckets.
     *
     * @return the figures until now
     */
    public MapStats stats() {
        return core.stats();
    }

    /**
     * Tells somebody of what ends from now on, and how long it took; does nothing if this very object is told already.
     * While nobody is told, nothing is measured for it.
     *
     * @param listener who is told
     */
    public void addListener(MapListener listener) {
        core.listeners().add(listener);
    }

    /**
     * Tells somebody no more; does nothing if it was not told.
     *
     * @param listener who was told
     */
    public void removeListener(MapListener listener) {
        core.listeners().remove(listener);
    }

    /**
     * Tells somebody of single operations from now on; does nothing if this very object is told already. While nobody in
     * the JVM is told, operations pay nothing for it; when that changes, compiled code that uses maps is compiled anew.
     *
     * @param listener who is told
     */
    public void addOperationListener(OperationListener listener) {
        core.addListener(listener);
    }

    /**
     * Tells somebody no more, but of operations that are under way; does nothing if it was not told.
     *
     * @param listener who was told
     */
    public void removeOperationListener(OperationListener listener) {
        core.removeListener(listener);
    }

    /** {@inheritDoc} A map that contains itself as a value counts that value as equal to the other map's own self. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (other == this) {
            return true;
        }
        if (!(other instanceof Map<?, ?> map) || map.size() != size()) {
            return false;
        }
        BucketWalker walker = walk();
        while (walker.nextBucket()) {
            for (int i = 0; i < walker.entries(); i++) {
                Object value = walker.value(i);
                Object theirs = valueOrNull(map, walker.key(i));
                boolean bothSelf = value == this && theirs == map;
                if (!bothSelf && !value.equals(theirs)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static @Nullable Object valueOrNull(Map<?, ?> map, Object key) {
        try {
            return map.get(key);
        } catch (ClassCastException | NullPointerException e) {
            // A map of other keys holds none of ours.
            return null;
        }
    }

    /** {@inheritDoc} A map that contains itself as a value leaves that value out. */
    @Override
    public int hashCode() {
        int sum = 0;
        BucketWalker walker = walk();
        while (walker.nextBucket()) {
            for (int i = 0; i < walker.entries(); i++) {
                Object value = walker.value(i);
                sum += walker.key(i).hashCode() ^ (value == this ? 0 : value.hashCode());
            }
        }
        return sum;
    }

    /**
     * Writes the entries of one instant.
     *
     * @serialData the number of entries (long), then as many keys and values in turn; settings of the builder stay
     *     behind
     */
    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        try (Snapshot<K, V> snapshot = snapshot()) {
            out.writeLong(snapshot.mappingCount());
            for (Map.Entry<K, V> entry : snapshot.entrySet()) {
                out.writeObject(entry.getKey());
                out.writeObject(entry.getValue());
            }
        }
    }

    @SuppressWarnings("unchecked") // as for every generic collection in a stream
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        long count = in.readLong();
        if (count < 0) {
            throw new StreamCorruptedException("a map with " + count + " entries");
        }
        StillMap<K, V> settings = new StillMap<>((int) Math.min(count, TRUSTED_COUNT));
        core = settings.core;
        order = settings.order;
        live = new LiveSource<>(this);
        VarHandle.releaseFence();
        for (long i = 0; i < count; i++) {
            Object key = in.readObject();
            Object value = in.readObject();
            if (key == null || value == null) {
                throw new StreamCorruptedException("entry " + i + " of " + count + " has a null key or value");
            }
            put((K) key, (V) value);
        }
    }
}
