package dev.stillmap.trace;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Notes changes in every open audit, and audits each iterator. */
final class AuditingMap<K, V> extends WrappedMap<K, V> implements AuditedMap<K, V> {

    private static final Cleaner CLEANER = Cleaner.create();

    /** A change that has begun and not ended; equal to itself alone. */
    private static final class UnderWay {

        private final @Nullable Object key;

        private final boolean any;

        UnderWay(@Nullable Object key, boolean any) {
            this.key = key;
            this.any = any;
        }
    }

    private final Set<UnderWay> underWay = ConcurrentHashMap.newKeySet();

    private final AuditLog log;

    private final IterationTracer tracer = IterationTracer.of(null, "audited");

    AuditingMap(Map<K, V> map, @Nullable Consumer<? super Finding> sink) {
        super(map);
        log = new AuditLog(tracer, sink);
    }

    @Override
    <T> T read(Supplier<T> action) {
        return action.get();
    }

    @Override
    <T> T change(@Nullable Object key, Supplier<T> action, Function<T, Effect> effect) {
        // Before it looks for open audits: one that begins now finds this, or is found.
        UnderWay change = new UnderWay(key, false);
        underWay.add(change);
        try {
            List<Audit> audits = List.copyOf(log.open());
            audits.forEach(audit -> audit.beginChange(key));
            T result = action.get();
            Effect made = effect.apply(result);
            audits.forEach(audit -> audit.endChange(key, made));
            return result;
        } finally {
            underWay.remove(change);
        }
    }

    @Override
    void changeAny(Runnable action) {
        UnderWay change = new UnderWay(null, true);
        underWay.add(change);
        log.open().forEach(Audit::changeAny);
        try {
            action.run();
        } finally {
            underWay.remove(change);
        }
    }

    /** What is under way when an audit begins may happen before or after it has copied the map. */
    private void noteUnderWay(Audit audit) {
        for (UnderWay change : underWay) {
            if (change.any) {
                audit.changeAny();
            } else {
                audit.beginChange(change.key);
            }
        }
    }

    @Override
    boolean bulk(BooleanSupplier onTheMap, BooleanSupplier byIteration) {
        return byIteration.getAsBoolean();
    }

    @Override
    void leave(Iterator<?> each) {
        AuditedIterator<?, ?, ?, ?> left = (AuditedIterator<?, ?, ?, ?>) each;
        left.audit.abandon();
        if (left.each instanceof HeldIterator<?> held) {
            held.close();
        }
    }

    @Override
    Iterator<Map.Entry<K, V>> entries() {
        return audited(
                () -> map.entrySet().iterator(),
                (audit, entry) -> audit.met(entry.getKey(), true, entry.getValue()),
                Map.Entry::getKey,
                entry -> new WrittenThrough<>(this, entry));
    }

    @Override
    Iterator<K> keys() {
        return audited(
                () -> map.keySet().iterator(), (audit, key) -> audit.met(key, false, null), key -> key, key -> key);
    }

    @Override
    Iterator<V> valuesInTurn() {
        return audited(
                () -> map.entrySet().iterator(),
                (audit, entry) -> audit.met(entry.getKey(), true, entry.getValue()),
                Map.Entry::getKey,
                Map.Entry::getValue);
    }

    private <E, T> Iterator<T> audited(
            Supplier<Iterator<E>> begin, Meeting<E> meeting, Function<E, K> key, Function<E, T> shape) {
        Audit audit = new Audit(map, log, tracer);
        log.started(audit);
        try {
            noteUnderWay(audit);
            audit.copy();
            return new AuditedIterator<>(this, audit, begin.get(), meeting, key, shape);
        } catch (RuntimeException | Error e) {
            // Nobody has the iterator to end its audit.
            audit.fail(e);
            throw e;
        }
    }

    /** Tells the audit what was met. */
    private interface Meeting<E> {
        void tell(Audit audit, E element);
    }

    @Override
    public AuditStats audit() {
        return log.stats();
    }

    @Override
    public IterationTracer tracer() {
        return tracer;
    }

    @Override
    public void close() {
        List.copyOf(log.open()).forEach(Audit::abandon);
    }

    private static final class AuditedIterator<K, V, E, T> implements Iterator<T> {

        private final AuditingMap<K, V> owner;

        private final Audit audit;

        private final Iterator<E> each;

        private final Meeting<E> meeting;

        private final Function<E, K> key;

        private final Function<E, T> shape;

        private @Nullable E last;

        private boolean returned;

        AuditedIterator(
                AuditingMap<K, V> owner,
                Audit audit,
                Iterator<E> each,
                Meeting<E> meeting,
                Function<E, K> key,
                Function<E, T> shape) {
            this.owner = owner;
            this.audit = audit;
            this.each = each;
            this.meeting = meeting;
            this.key = key;
            this.shape = shape;
            CLEANER.register(this, audit::abandon);
        }

        @Override
        public boolean hasNext() {
            try {
                boolean more = each.hasNext();
                if (!more) {
                    audit.complete();
                }
                return more;
            } catch (IterationAuditException e) {
                throw e;
            } catch (RuntimeException e) {
                audit.fail(e);
                throw e;
            } finally {
                // Found unreachable in its last step, it would count as abandoned.
                Reference.reachabilityFence(this);
            }
        }

        @Override
        public T next() {
            E element;
            try {
                element = each.next();
            } catch (NoSuchElementException e) {
                audit.complete();
                throw e;
            } catch (RuntimeException e) {
                audit.fail(e);
                throw e;
            }
            try {
                last = element;
                returned = true;
                meeting.tell(audit, element);
                return shape.apply(element);
            } finally {
                // As above.
                Reference.reachabilityFence(this);
            }
        }

        @Override
        public void remove() {
            if (!returned) {
                // It throws what the map's iterators throw.
                each.remove();
                return;
            }
            E removed = last;
            owner.change(
                    removed == null ? null : key.apply(removed),
                    () -> {
                        each.remove();
                        return Effect.REMOVE;
                    },
                    effect -> effect);
        }
    }
}
