package dev.stillmap;

import dev.stillmap.internal.Allocations;
import dev.stillmap.internal.BucketWalker;
import dev.stillmap.internal.Dropped;
import dev.stillmap.internal.Hold;
import dev.stillmap.internal.MapCore;
import dev.stillmap.internal.OpenIteration;
import dev.stillmap.internal.Pass;
import dev.stillmap.internal.Watch;
import dev.stillmap.internal.flight.FlightEvents;
import dev.stillmap.internal.flight.FlightLog;
import dev.stillmap.stats.IterationOutcome;
import dev.stillmap.trace.IterationLife;
import dev.stillmap.trace.Watched;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ConcurrentModificationException;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An iteration under a contract: a walk, the map it removes from, and the snapshot or hold that it owns, if any. The map
 * lists its lease, which does not refer to it, so a dropped one is found.
 */
final class MapIteration<K, V> implements Iteration<K, V> {

    /** What an iteration has to give back, apart from it: runs once, by close or after it was dropped. */
    private static final class Lease implements Runnable {

        private final MapCore core;

        private final @Nullable IterationLife life;

        /** Null when it has ended, or there is none. */
        private volatile @Nullable Watch watch;

        /** Null when nothing is listed any more: a kept lease must not keep the walk. */
        private volatile @Nullable OpenIteration open;

        Lease(MapCore core, IterationContract contract, @Nullable Watch watch, BucketWalker walker) {
            assert Allocations.permit("lease of an iteration");
            this.core = core;
            this.watch = watch;
            life = core.tracer().begin(Watched.ITERATION, contract.name(), walker.place());
            try {
                open = new OpenIteration(life == null ? IterationLife.nextId() : life.id(), contract, walker);
            } catch (Throwable e) {
                if (life != null) {
                    life.release(false);
                }
                throw e;
            }
            walker.reportTo(life);
        }

        /** The iteration has come to its end or is about to be closed: it is no leak any more. */
        void end(IterationOutcome outcome) {
            endWatch();
            OpenIteration listed = open;
            open = null;
            if (listed != null) {
                core.delist(listed, outcome);
            }
        }

        private void endWatch() {
            Watch watching = watch;
            watch = null;
            if (watching != null) {
                core.end(watching);
            }
        }

        @Override
        public void run() {
            endWatch();
            OpenIteration listed = open;
            if (listed != null) {
                open = null;
                core.delist(listed, IterationOutcome.LEAKED);
                Dropped.report("an iteration", core.tracer(), life);
            }
            if (life != null) {
                life.release(listed != null);
            }
        }
    }

    private final MapCore core;

    private final IterationContract contract;

    private final @Nullable MapSnapshot<K, V> snapshot;

    /** Of an exclusive iteration; null when it has ended, as it may keep copies. */
    private @Nullable Hold hold;

    /** Of a fail-fast iteration. */
    private final @Nullable Watch watch;

    private final WalkIterator<K, V, Map.Entry<K, V>> walk;

    private final Lease lease;

    private final Cleaner.Cleanable cleanable;

    private Map.@Nullable Entry<K, V> last;

    /** The last entry has been returned, or a change been found, and the snapshot closed. */
    private boolean ended;

    private boolean closed;

    MapIteration(
            MapCore core,
            IterationContract contract,
            @Nullable Watch watch,
            @Nullable MapSnapshot<K, V> snapshot,
            EntrySource<K, V> source,
            BucketWalker walker) {
        assert Allocations.permit("iteration");
        this.core = core;
        this.contract = contract;
        this.snapshot = snapshot;
        this.watch = watch;
        hold = snapshot == null ? null : snapshot.hold();
        if (watch == null) {
            walk = new WalkIterator<>(source, walker, source::entry);
        } else {
            BiConsumer<K, V> put = (key, value) -> core.put(key, Objects.requireNonNull(value), Pass.through(watch));
            walk = new WalkIterator<>(source, walker, (key, value) -> new WriteThroughEntry<>(put, key, value));
        }
        lease = new Lease(core, contract, watch, walker);
        try {
            cleanable = Dropped.CLEANER.register(this, lease);
            core.list(Objects.requireNonNull(lease.open));
        } catch (Throwable e) {
            // Nobody gets it, so nobody can close it.
            lease.end(IterationOutcome.CLOSED);
            lease.run();
            throw e;
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the iteration is closed; begin another one");
        }
    }

    @Override
    public IterationContract contract() {
        checkOpen();
        return contract;
    }

    /** Throws if there was a change; after a bucket has been read, so that nothing of the change is returned. */
    private void checkUnchanged() {
        if (watch != null && watch.isTripped()) {
            throw changed(watch);
        }
    }

    /** Apart from the check, which is small enough to be inlined into each step. */
    private ConcurrentModificationException changed(Watch tripped) {
        walk.drop();
        end(IterationOutcome.CHANGED);
        ConcurrentModificationException changed = tripped.changed();
        if (FlightLog.wants(FlightLog.Kind.VIOLATION)) {
            FlightEvents.violation(core.tracer(), "FAIL_FAST", String.valueOf(changed.getMessage()));
        }
        return changed;
    }

    @Override
    public boolean hasNext() {
        checkOpen();
        try {
            boolean more = !ended && walk.hasNext();
            checkUnchanged();
            if (!more && !ended) {
                end(IterationOutcome.COMPLETED);
            }
            return more;
        } finally {
            // Found unreachable in its last step, it would be reported as dropped.
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Map.Entry<K, V> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the iteration has returned its last entry");
        }
        try {
            Map.Entry<K, V> entry = walk.advance();
            last = entry;
            return entry;
        } finally {
            // As above.
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean tryRemove() {
        checkOpen();
        Map.Entry<K, V> entry = last;
        if (entry == null) {
            throw new IllegalStateException("next() has not returned an entry, or it has been removed already");
        }
        try {
            checkUnchanged();
            last = null;
            return core.remove(
                    entry.getKey(),
                    Objects.requireNonNull(entry.getValue()),
                    Pass.through(watch == null ? hold : watch));
        } finally {
            // As above.
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void remove() {
        tryRemove();
    }

    @Override
    public void close() {
        closed = true;
        last = null;
        walk.drop();
        end(!ended && snapshot != null && snapshot.hasExpired() ? IterationOutcome.EXPIRED : IterationOutcome.CLOSED);
        cleanable.clean();
    }

    /** Gives back all that it holds. */
    private void end(IterationOutcome outcome) {
        ended = true;
        hold = null;
        lease.end(outcome);
        if (snapshot != null) {
            snapshot.close();
        }
    }
}
