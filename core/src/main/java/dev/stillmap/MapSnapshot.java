package dev.stillmap;

import dev.stillmap.internal.Allocations;
import dev.stillmap.internal.BucketWalker;
import dev.stillmap.internal.Dropped;
import dev.stillmap.internal.Hold;
import dev.stillmap.internal.MapCore;
import dev.stillmap.internal.SaveEnd;
import dev.stillmap.internal.SnapshotDifference;
import dev.stillmap.internal.SnapshotNode;
import dev.stillmap.trace.IterationLife;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.channels.WritableByteChannel;
import java.util.AbstractMap;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A handle on a snapshot. It refers to the node; nothing that the map holds refers to it, so a dropped handle is found.
 */
class MapSnapshot<K, V> extends AbstractMap<K, V> implements Snapshot<K, V> {

    /** What a handle owns, apart from it: runs once, by close or after the handle was dropped. */
    private static final class Lease implements Runnable {

        private final MapCore core;

        /** Null when the lease has ended: a closed handle that is kept must not keep copies. Null for a hold, too. */
        private volatile @Nullable SnapshotNode node;

        /** The hold that has the node, if it is one's handle. Null when it has ended. */
        private volatile @Nullable Hold hold;

        /** Set by close, before the lease ends; read when it ends. */
        private volatile boolean returned;

        /** Of an iteration, which reports for itself. */
        private final boolean owned;

        /** Null unless the handle is traced. */
        private final @Nullable IterationLife life;

        Lease(MapCore core, @Nullable SnapshotNode node, @Nullable Hold hold, boolean owned) {
            assert Allocations.permit("lease");
            this.core = core;
            this.node = node;
            this.hold = hold;
            this.owned = owned;
            if (owned) {
                life = null;
            } else if (hold != null) {
                life = core.beginHoldLife(hold);
            } else {
                life = core.beginSnapshotLife(Objects.requireNonNull(node));
            }
        }

        /** There is no memory for the handle, so nobody has it. */
        void abandonLife() {
            if (life != null) {
                life.release(false);
            }
        }

        @Override
        public void run() {
            SnapshotNode held = node;
            Hold ended = hold;
            node = null;
            hold = null;
            boolean leaked = !returned;
            release(core, held, ended, leaked);
            if (leaked && !owned) {
                Dropped.report(ended == null ? "a snapshot" : "a hold", core.tracer(), life);
            }
            if (life != null) {
                life.release(leaked);
            }
        }
    }

    /** Lets writers go on, then closes the snapshot: in this order a hold takes none any more. */
    private static void release(MapCore core, @Nullable SnapshotNode node, @Nullable Hold hold, boolean leaked) {
        try {
            if (hold != null) {
                core.holds().end(hold, leaked);
            }
        } finally {
            SnapshotNode held = hold == null ? node : hold.node();
            if (held != null) {
                core.closeHandle(held, leaked);
            }
        }
    }

    private final Lease lease;

    private final Cleaner.Cleanable cleanable;

    private final IterationOrder order;

    private final Source source;

    /** Takes over one handle of the node. */
    private MapSnapshot(
            MapCore core, @Nullable SnapshotNode node, @Nullable Hold hold, IterationOrder order, boolean owned) {
        this.lease = new Lease(core, node, hold, owned);
        this.order = order;
        try {
            this.source = new Source(order);
            assert Allocations.permit("registered handle");
            this.cleanable = Dropped.CLEANER.register(this, lease);
        } catch (Throwable e) {
            lease.abandonLife();
            throw e;
        }
    }

    /** The handle of a hold. */
    MapSnapshot(MapCore core, Hold hold, IterationOrder order, boolean owned) {
        this(core, null, hold, order, owned);
    }

    /** A handle on the node, or none and the node released when memory is short. */
    static <K, V> MapSnapshot<K, V> of(MapCore core, SnapshotNode node, IterationOrder order) {
        return releasedOnFailure(core, node, null, () -> new MapSnapshot<>(core, node, null, order, false));
    }

    /** As {@link #of}, for an iteration, which reports a leak by itself. */
    static <K, V> MapSnapshot<K, V> ofIteration(MapCore core, SnapshotNode node, IterationOrder order) {
        return releasedOnFailure(core, node, null, () -> new MapSnapshot<>(core, node, null, order, true));
    }

    /** Makes a handle, or releases what it was to have. */
    static <H> H releasedOnFailure(MapCore core, @Nullable SnapshotNode node, @Nullable Hold hold, Supplier<H> handle) {
        try {
            return handle.get();
        } catch (Throwable e) {
            release(core, node, hold, false);
            throw e;
        }
    }

    /** Whether the memory bound has closed it. Of a handle that is not closed. */
    final boolean hasExpired() {
        SnapshotNode node = lease.hold == null ? lease.node : lease.hold.node();
        return node != null && node.isExpired();
    }

    /** What the handle has to close; throws if it is closed. */
    final SnapshotNode node() {
        Hold hold = lease.hold;
        SnapshotNode node = lease.node;
        if (lease.returned || (node == null && hold == null)) {
            throw SnapshotNode.closedHandle();
        }
        if (node == null) {
            node = lease.core.settled(Objects.requireNonNull(hold));
        }
        if (node.isClosed()) {
            throw node.closedException();
        }
        return node;
    }

    /** The hold, if this is the handle of one that is not closed. */
    final @Nullable Hold hold() {
        return lease.hold;
    }

    /** For the iteration that owns this handle. */
    EntrySource<K, V> source() {
        return source;
    }

    BucketWalker walker() {
        Hold hold = hold();
        return hold == null ? lease.core.walker(node(), order.next()) : lease.core.holdWalker(hold, order.next());
    }

    @Override
    @SuppressWarnings("unchecked") // only values of type V are ever stored
    public @Nullable V get(Object key) {
        Objects.requireNonNull(key);
        try {
            checkOpen();
            Hold hold = hold();
            return (V) (hold == null ? lease.core.getAt(node(), key) : lease.core.getAt(hold, key));
        } finally {
            // The handle must not be found unreachable, and its copies dropped, while they are read.
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    @Override
    public boolean containsValue(Object value) {
        return source.containsValue(value);
    }

    @Override
    public long mappingCount() {
        try {
            return lease.core.countAt(node());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int size() {
        return source.boundedSize();
    }

    @Override
    public boolean isEmpty() {
        try {
            checkOpen();
            return !walker().nextBucket();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        Objects.requireNonNull(action);
        source.forEach(action);
    }

    @Override
    public Set<K> keySet() {
        checkOpen();
        return new KeyView<>(source);
    }

    @Override
    public Collection<V> values() {
        checkOpen();
        return new ValueView<>(source);
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        checkOpen();
        return new EntryView<>(source);
    }

    @Override
    public Iterable<Change<K, V>> changesSince(Snapshot<K, V> older) {
        Objects.requireNonNull(older);
        if (!(older instanceof MapSnapshot<K, V> other) || other.lease.core != lease.core) {
            throw new IllegalArgumentException("the older snapshot is of another map; compare two of one map");
        }
        differenceFrom(other);
        return new SnapshotChanges<>(other, this);
    }

    @Override
    public void writeTo(WritableByteChannel channel, EntryCodec<K, V> codec) throws IOException {
        SavedMap.writeWhole(this, channel, codec, SaveEnd.ofNewFile());
    }

    SnapshotDifference differenceFrom(MapSnapshot<K, V> older) {
        try {
            return lease.core.difference(older.node(), node());
        } finally {
            Reference.reachabilityFence(this);
            Reference.reachabilityFence(older);
        }
    }

    /** As {@link #node()}, without taking the snapshot of a hold that has none. */
    final void checkOpen() {
        Hold hold = hold();
        if (lease.returned || hold == null || hold.node() != null) {
            node();
        }
    }

    @Override
    public Snapshot<K, V> retain() {
        try {
            SnapshotNode node = node();
            if (!node.retain()) {
                throw node.closedException();
            }
            return of(lease.core, node, order);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        try {
            lease.returned = true;
            cleanable.clean();
        } finally {
            // Found unreachable in between, it would be counted as dropped.
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public @Nullable V put(K key, V value) {
        throw readOnly();
    }

    @Override
    public @Nullable V remove(Object key) {
        throw readOnly();
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> source) {
        throw readOnly();
    }

    @Override
    public void clear() {
        throw readOnly();
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        throw readOnly();
    }

    @Override
    public boolean remove(Object key, Object value) {
        throw readOnly();
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        throw readOnly();
    }

    @Override
    public @Nullable V replace(K key, V value) {
        throw readOnly();
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        throw readOnly();
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
        throw readOnly();
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        throw readOnly();
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        throw readOnly();
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        throw readOnly();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("a snapshot is read-only; write to the map it was taken of");
    }

    /** This snapshot, for its views. As an inner object it keeps the handle reachable. */
    private final class Source extends EntrySource<K, V> {

        private final IterationOrder iterationOrder;

        Source(IterationOrder iterationOrder) {
            this.iterationOrder = iterationOrder;
        }

        @Override
        BucketWalker walk() {
            checkOpen();
            Hold hold = hold();
            long seed = iterationOrder.next();
            return hold == null ? lease.core.viewWalker(node(), seed) : lease.core.holdViewWalker(hold, seed);
        }

        @Override
        void checkReadable() {
            checkOpen();
        }

        @Override
        void checkWritable() {
            throw readOnly();
        }

        @Override
        long exactOrEstimatedSize() {
            return mappingCount();
        }

        @Override
        long estimatedSize() {
            checkOpen();
            Hold hold = hold();
            return lease.core.estimatedCountAt(hold == null ? node() : hold.node());
        }

        @Override
        int characteristics() {
            return Spliterator.DISTINCT | Spliterator.IMMUTABLE | Spliterator.NONNULL;
        }

        @Override
        @Nullable
        V get(Object key) {
            return MapSnapshot.this.get(key);
        }

        @Override
        boolean remove(Object key) {
            throw readOnly();
        }

        @Override
        boolean remove(Object key, Object value) {
            throw readOnly();
        }

        @Override
        void clear() {
            throw readOnly();
        }

        @Override
        Map.Entry<K, V> entry(K key, V value) {
            return new SnapshotEntry(key, value);
        }
    }

    /** An entry that keeps the handle reachable, so that what was read from a snapshot vouches for the snapshot. */
    private final class SnapshotEntry implements Map.Entry<K, V> {

        private final K key;

        private final V value;

        SnapshotEntry(K key, V value) {
            this.key = key;
            this.value = value;
        }

        @Override
        public K getKey() {
            return key;
        }

        @Override
        public V getValue() {
            return value;
        }

        @Override
        public V setValue(V newValue) {
            throw readOnly();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Map.Entry<?, ?> entry
                    && key.equals(entry.getKey())
                    && value.equals(entry.getValue());
        }

        @Override
        public int hashCode() {
            return key.hashCode() ^ value.hashCode();
        }

        @Override
        public String toString() {
            return key + "=" + value;
        }
    }
}
