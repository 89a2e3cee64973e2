package dev.stillmap;

import dev.stillmap.internal.Allocations;
import dev.stillmap.internal.BucketWalker;
import dev.stillmap.internal.Dropped;
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
import org.jspecify.annotations.Nullable;

/**
 * A handle on a snapshot. It refers to the node; nothing that the map holds refers to it, so a dropped handle is found.
 */
final class MapSnapshot<K, V> extends AbstractMap<K, V> implements Snapshot<K, V> {

    /** What a handle owns, apart from it: runs once, by close or after the handle was dropped. */
    private static final class Lease implements Runnable {

        private final MapCore core;

        /** Null when the lease has ended: a closed handle that is kept must not keep copies. */
        private volatile @Nullable SnapshotNode node;

        /** Set by close, before the lease ends; read when it ends. */
        private volatile boolean returned;

        /** Of an iteration, which reports for itself. */
        private final boolean owned;

        /** Null unless the handle is traced. */
        private final @Nullable IterationLife life;

        Lease(MapCore core, SnapshotNode node, boolean owned) {
            assert Allocations.permit("lease");
            this.core = core;
            this.node = node;
            this.owned = owned;
            this.life = owned ? null : core.beginSnapshotLife(node);
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
            node = null;
            if (held != null) {
                boolean leaked = !returned;
                core.closeHandle(held, leaked);
                if (leaked && !owned) {
                    Dropped.report("a snapshot", core.tracer().mapName(), life);
                }
                if (life != null) {
                    life.release(leaked);
                }
            }
        }
    }

    private final Lease lease;

    private final Cleaner.Cleanable cleanable;

    private final IterationOrder order;

    private final Source source;

    /** Takes over one handle of the node. */
    private MapSnapshot(MapCore core, SnapshotNode node, IterationOrder order, boolean owned) {
        this.lease = new Lease(core, node, owned);
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

    /** A handle on the node, or none and the node released when memory is short. */
    static <K, V> MapSnapshot<K, V> of(MapCore core, SnapshotNode node, IterationOrder order) {
        return of(core, node, order, false);
    }

    /** As {@link #of(MapCore, SnapshotNode, IterationOrder)}, for an iteration, which reports a leak by itself. */
    static <K, V> MapSnapshot<K, V> ofIteration(MapCore core, SnapshotNode node, IterationOrder order) {
        return of(core, node, order, true);
    }

    private static <K, V> MapSnapshot<K, V> of(MapCore core, SnapshotNode node, IterationOrder order, boolean owned) {
        try {
            return new MapSnapshot<>(core, node, order, owned);
        } catch (Throwable e) {
            core.closeHandle(node, false);
            throw e;
        }
    }

    private SnapshotNode node() {
        SnapshotNode node = lease.node;
        if (lease.returned || node == null) {
            throw SnapshotNode.closedHandle();
        }
        if (node.isClosed()) {
            throw node.closedException();
        }
        return node;
    }

    /** For the iteration that owns this handle. */
    EntrySource<K, V> source() {
        return source;
    }

    BucketWalker walker() {
        return lease.core.walker(node(), order.next());
    }

    @Override
    @SuppressWarnings("unchecked") // only values of type V are ever stored
    public @Nullable V get(Object key) {
        Objects.requireNonNull(key);
        try {
            return (V) lease.core.getAt(node(), key);
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
            return !lease.core.walker(node(), 0).nextBucket();
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
        node();
        return new KeyView<>(source);
    }

    @Override
    public Collection<V> values() {
        node();
        return new ValueView<>(source);
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        node();
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

    void checkOpen() {
        node();
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
            return lease.core.viewWalker(node(), iterationOrder.next());
        }

        @Override
        void checkReadable() {
            node();
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
            return lease.core.estimatedCountAt(node());
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
