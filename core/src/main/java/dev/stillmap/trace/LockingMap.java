package dev.stillmap.trace;

import java.lang.ref.Reference;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs each operation under the lock, and gives each iterator a hold. */
final class LockingMap<K, V> extends WrappedMap<K, V> implements IterationLockedMap<K, V> {

    private final Holds holds;

    private final long blockNanos;

    private final IterationTracer tracer = IterationTracer.of(null, "locked");

    LockingMap(Map<K, V> map, long blockNanos, LongSupplier clock) {
        super(map);
        this.blockNanos = blockNanos;
        holds = new Holds(blockNanos, clock);
    }

    Holds holds() {
        return holds;
    }

    @Override
    <T> T read(Supplier<T> action) {
        return holds.read(action);
    }

    @Override
    <T> T change(@Nullable Object key, Supplier<T> action, Function<T, Effect> effect) {
        return holds.write(null, action);
    }

    @Override
    void changeAny(Runnable action) {
        holds.write(null, () -> {
            action.run();
            return true;
        });
    }

    @Override
    boolean bulk(BooleanSupplier onTheMap, BooleanSupplier byIteration) {
        return holds.write(null, onTheMap::getAsBoolean);
    }

    /** Another map of this kind is copied first: each holding its own lock, two that are compared both ways could wait. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || super.equals(
                        other instanceof LockingMap<?, ?> locked
                                ? locked.read(() -> new HashMap<>(locked.map))
                                : other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    @Override
    void leave(Iterator<?> each) {
        ((HeldIterator<?>) each).close();
    }

    @Override
    HeldIterator<Map.Entry<K, V>> entries() {
        return new Held<>(() -> map.entrySet().iterator(), (entry, hold) -> new HeldEntry<>(this, entry, hold));
    }

    @Override
    HeldIterator<K> keys() {
        return new Held<>(() -> map.keySet().iterator(), (key, hold) -> key);
    }

    @Override
    HeldIterator<V> valuesInTurn() {
        return new Held<>(() -> map.values().iterator(), (value, hold) -> value);
    }

    @Override
    public HeldIterator<Map.Entry<K, V>> iterate() {
        return entries();
    }

    @Override
    public IterationTracer tracer() {
        return tracer;
    }

    /** What an iterator shows of an element. */
    private interface Shape<E, T> {
        T of(E element, Holds.Hold hold);
    }

    private final class Held<E, T> implements HeldIterator<T> {

        private final Holds.Hold hold;

        private final Iterator<E> each;

        private final Shape<E, T> shape;

        private final @Nullable IterationLife life;

        private boolean closed;

        /** The last element has been returned; writers are let in. */
        private boolean exhausted;

        Held(Supplier<Iterator<E>> begin, Shape<E, T> shape) {
            this.shape = shape;
            hold = holds.begin();
            life = tracer.begin(Watched.VIEW, "LOCKED", Place.UNKNOWN);
            try {
                each = read(() -> {
                    Iterator<E> made = begin.get();
                    holds.start(hold);
                    return made;
                });
            } catch (Throwable e) {
                release();
                throw e;
            }
            if (life != null) {
                life.endsWith(this);
            }
        }

        /** One step of the map's iterator, while no writer is at work. */
        private <R> R step(Supplier<R> action) {
            if (closed) {
                throw new IllegalStateException("the iteration is closed; begin another one");
            }
            return read(() -> {
                if (hold.isEnded() || holds.expired(hold)) {
                    release();
                    throw new ConcurrentModificationException("writers have been let in: the iteration took longer than"
                            + " its block time of " + blockNanos + " ns, or its own thread wrote to the map. A plain"
                            + " map cannot hold still for longer; choose a longer block time, or use StillMap");
                }
                return action.get();
            });
        }

        @Override
        public boolean hasNext() {
            if (exhausted && !closed) {
                return false;
            }
            try {
                boolean more = step(each::hasNext);
                if (!more) {
                    exhausted = true;
                    if (life != null) {
                        life.moveTo(IterationState.EXHAUSTED, Place.UNKNOWN);
                    }
                    release();
                }
                return more;
            } finally {
                // Found unreachable here, it would be released before it has come to its end.
                Reference.reachabilityFence(this);
            }
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the iteration has returned its last entry");
            }
            if (life != null) {
                life.moveTo(IterationState.WALKING, Place.UNKNOWN);
            }
            return step(() -> shape.of(each.next(), hold));
        }

        @Override
        public void remove() {
            if (closed) {
                throw new IllegalStateException("the iteration is closed; begin another one");
            }
            boolean lateRemoval = exhausted;
            holds.write(hold, () -> {
                if (!lateRemoval && (hold.isEnded() || holds.expired(hold))) {
                    throw new ConcurrentModificationException("writers have been let in before the removal");
                }
                each.remove();
                return true;
            });
        }

        @Override
        public void close() {
            closed = true;
            release();
        }

        private void release() {
            holds.end(hold);
            if (life != null) {
                life.release(false);
            }
        }
    }

    /** A new value is a write that leaves its iteration open. */
    private static final class HeldEntry<K, V> implements Map.Entry<K, V> {

        private final LockingMap<K, V> owner;

        private final Map.Entry<K, V> entry;

        private final Holds.Hold hold;

        HeldEntry(LockingMap<K, V> owner, Map.Entry<K, V> entry, Holds.Hold hold) {
            this.owner = owner;
            this.entry = entry;
            this.hold = hold;
        }

        @Override
        public K getKey() {
            return entry.getKey();
        }

        @Override
        public V getValue() {
            return owner.read(entry::getValue);
        }

        @Override
        public V setValue(V value) {
            return owner.holds.write(hold, () -> entry.setValue(value));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            Object plain = plain(other);
            return owner.read(() -> entry.equals(plain));
        }

        @Override
        public int hashCode() {
            return owner.read(entry::hashCode);
        }

        @Override
        public String toString() {
            return owner.read(entry::toString);
        }
    }
}
