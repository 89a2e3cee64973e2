package dev.stillmap.internal;

import dev.stillmap.IterationPriority;
import dev.stillmap.internal.flight.FlightEvents;
import dev.stillmap.internal.flight.FlightLog;
import dev.stillmap.stats.HoldStats;
import dev.stillmap.stats.MapPicture.HoldPhase;
import dev.stillmap.stats.MapPicture.HoldState;
import dev.stillmap.stats.WaitKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The iteration lock of one map: which hold begins when, and which writers wait for it. Thread-safe.
 *
 * <p>{@link #lock} is held for short work only, is never taken under a bucket lock, and comes before that of {@link
 * Epochs}. Every wait in here ends at a deadline, whatever others do.
 */
public final class HoldQueue {

    /*
     * A hold occupies its scope from its turn on: first in force, then, if writers waited for it, until each of them
     * has written or begun to wait for something else. Only then does the next hold begin, so a write waits for one
     * hold at most. A writer that is stuck could keep the next hold back for ever; therefore the hold's block time, or 50
     * ms where that is less, bounds this too.
     *
     * Holds wait in the order of their ranks: the time of their arrival, less 100 ms for each step of priority. That is
     * the order in which priorities that rise with the time waited would serve them, and it never changes, so nobody
     * has to be woken only because time has passed. The first in this order watches the deadlines of those that occupy.
     */

    private static final long NANOS_PER_PRIORITY = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Comparator<Hold> TURNS =
            Comparator.<Hold>comparingLong(hold -> hold.rank).thenComparingLong(hold -> hold.number);

    /** A writer that was let go has to be given a processor before it can write. */
    private static final long LEAST_SERVING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long LEAST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long FOR_EVER = Long.MAX_VALUE / 2;

    /** Tells who waits. */
    private static final class TurnLock extends ReentrantLock {

        private static final long serialVersionUID = 1L;

        Collection<Thread> waitingOn(Condition condition) {
            return getWaitingThreads(condition);
        }
    }

    private final MapCore core;

    private final LongSupplier clock;

    private final TurnLock lock = new TurnLock();

    /** In force, or over and waited for by writers that have not written yet. */
    private final ArrayList<Hold> occupying = new ArrayList<>();

    private final TreeSet<Hold> waiting = new TreeSet<>(TURNS);

    /** The first of {@link #waiting}, once it knows that it is. */
    private @Nullable Hold watching;

    private long arrivals;

    private long turns;

    /** When turns were given last, as the clock says. */
    private long servedAt;

    /** The last degraded hold whose actions nobody has run; a list linked by the holds, as a collection may not grow. */
    private @Nullable Hold degraded;

    private final Tally opened = new Tally();

    private final Tally closed = new Tally();

    private final Tally leaked = new Tally();

    private final Tally succeeded = new Tally();

    private final Tally degradations = new Tally();

    private final Tally timedOut = new Tally();

    private final Tally interrupted = new Tally();

    private final Tally refusals = new Tally();

    private final WaitSum turnWaits = new WaitSum(new AtomicLongArray(WaitSum.CELLS), 0);

    private final WaitSum writerWaits = new WaitSum(new AtomicLongArray(WaitSum.CELLS), 0);

    HoldQueue(MapCore core, LongSupplier clock) {
        assert Allocations.permit("queue of holds");
        this.core = core;
        this.clock = clock;
    }

    /**
     * Takes a hold and waits for its turn as long as it takes. Interrupted, it gives one that has degraded, and keeps
     * the interrupt.
     */
    public Hold take(HashScope scope, boolean refuses, long blockNanos) {
        Hold hold = newHold(scope, refuses, blockNanos);
        try {
            awaitTurn(hold, FOR_EVER);
        } catch (InterruptedException e) {
            interrupted.increment();
            Thread.currentThread().interrupt();
            return begun(degradedAtOnce(hold));
        }
        return begun(hold);
    }

    /** As {@link #take}, but null if its turn does not come within that time. */
    public @Nullable Hold tryTake(HashScope scope, boolean refuses, long blockNanos, long timeoutNanos)
            throws InterruptedException {
        Hold hold = newHold(scope, refuses, blockNanos);
        try {
            if (awaitTurn(hold, timeoutNanos)) {
                return begun(hold);
            }
        } catch (InterruptedException e) {
            interrupted.increment();
            closeSnapshot(hold);
            throw e;
        }
        timedOut.increment();
        return null;
    }

    /** Of a hold that nobody gets: it may have had its turn, and have degraded, while its thread gave up. */
    private void closeSnapshot(Hold hold) {
        SnapshotNode node = hold.node;
        if (node != null) {
            core.closeHandle(node, false);
        }
    }

    /** A hold that keeps nobody back from its beginning. */
    public Hold takeCopy() {
        return begun(degradedAtOnce(newHold(HashScope.ALL, false, 0)));
    }

    private Hold newHold(HashScope scope, boolean refuses, long blockNanos) {
        assert Allocations.permit("hold");
        return new Hold(core, scope, refuses, blockNanos, lock.newCondition());
    }

    private Hold degradedAtOnce(Hold hold) {
        hold.markDegraded();
        degradations.increment();
        return hold;
    }

    /** Makes it known to writers. */
    private Hold begun(Hold hold) {
        Epochs epochs = core.epochs();
        boolean begun = false;
        try {
            hold.begunAt = clock.getAsLong();
            hold.deadline = hold.begunAt + hold.blockNanos;
            if (hold.refuses) {
                epochs.beginRefusing(hold);
            } else {
                core.noteOpened(epochs.open(core, 0, hold));
            }
            begun = true;
        } finally {
            if (!begun) {
                leave(hold);
                closeSnapshot(hold);
            }
        }
        opened.increment();
        return hold;
    }

    /** Ends a hold; its snapshot is the caller's to close. */
    public void end(Hold hold, boolean wasDropped) {
        leave(hold);
        (wasDropped ? leaked : closed).increment();
        boolean wasExclusive = !hold.hasDegraded();
        if (wasExclusive) {
            succeeded.increment();
        }
        long nanos = clock.getAsLong() - hold.begunAt;
        core.listeners().holdEnded(wasExclusive, nanos);
        if (FlightLog.wants(FlightLog.Kind.LOCK_HOLD)) {
            FlightEvents.lockHold(
                    core.tracer(), wasDropped ? "LEAKED" : wasExclusive ? "EXCLUSIVE" : "DEGRADED", nanos);
        }
    }

    HoldStats stats() {
        // What has ended is read before what was opened: it is never more.
        long closedNow = closed.sum();
        long leakedNow = leaked.sum();
        long succeededNow = succeeded.sum();
        long openedNow = opened.sum();
        return new HoldStats(
                openedNow,
                closedNow,
                leakedNow,
                (int) (openedNow - closedNow - leakedNow),
                succeededNow,
                degradations.sum(),
                timedOut.sum(),
                interrupted.sum(),
                refusals.sum(),
                turnWaits.stats(),
                writerWaits.stats());
    }

    /** Those that keep somebody back, then those that wait for their turn. */
    List<HoldState> states() {
        List<HoldState> states = new ArrayList<>();
        lock.lock();
        try {
            long now = clock.getAsLong();
            for (Hold hold : occupying) {
                HoldPhase phase = hold.isInForce() ? HoldPhase.IN_FORCE : HoldPhase.LETTING_GO;
                List<String> writers = lock.waitingOn(hold.changed).stream()
                        .map(Thread::getName)
                        .toList();
                states.add(state(hold, phase, now - hold.turnedAt, hold.deadline - now, writers));
            }
            for (Hold hold : waiting) {
                long arrivedAt = hold.rank + start(hold.priority);
                states.add(state(hold, HoldPhase.WAITING, now - arrivedAt, hold.blockNanos, List.of()));
            }
        } finally {
            // Without the actions of holds that others have degraded: they run these, and not who only looks.
            lock.unlock();
        }
        return Collections.unmodifiableList(states);
    }

    private static HoldState state(Hold hold, HoldPhase phase, long age, long left, List<String> writers) {
        return new HoldState(
                hold.owner.getName(),
                phase,
                hold.scope.toString(),
                hold.priority,
                hold.refuses,
                Math.max(0, age),
                Math.max(0, left),
                writers);
    }

    /** Null if no recording wants it. */
    private FlightLog.@Nullable Span beginWait(String who, Hold hold) {
        return FlightLog.wants(FlightLog.Kind.LOCK_WAIT) ? FlightEvents.lockWait(core.tracer(), who, hold.owner) : null;
    }

    /** Waits for the turn; false when time has run out. */
    private boolean awaitTurn(Hold hold, long timeoutNanos) throws InterruptedException {
        lock.lockInterruptibly();
        boolean hasTurn = false;
        boolean waited = false;
        String outcome = "INTERRUPTED";
        long from = 0;
        FlightLog.Span span = null;
        try {
            arrive(hold);
            serve();
            from = clock.getAsLong();
            waited = hold.turn == 0;
            span = waited ? beginWait("HOLD", hold) : null;
            hasTurn = awaitTurn(hold, from, timeoutNanos);
            outcome = hasTurn ? "TURN" : "TIMED_OUT";
            return hasTurn;
        } finally {
            try {
                if (!hasTurn) {
                    waiting.remove(hold);
                    occupying.remove(hold);
                    serve();
                }
            } finally {
                unlock();
                if (waited) {
                    core.noteWait(WaitKind.TURN, turnWaits, clock.getAsLong() - from);
                    FlightLog.end(span, outcome);
                }
            }
        }
    }

    private boolean awaitTurn(Hold hold, long arrived, long timeoutNanos) throws InterruptedException {
        while (hold.turn == 0) {
            long now = clock.getAsLong();
            long left = timeoutNanos - (now - arrived);
            if (left <= 0) {
                return false;
            }
            long rest = hold.changed.awaitNanos(waiting.first() == hold ? Math.min(left, untilDeadline(now)) : left);
            assert rest <= left;
            serve();
        }
        return true;
    }

    /** How much earlier than it does it may be said to come. */
    private static long start(IterationPriority priority) {
        return switch (priority) {
            case BEST_EFFORT -> 0;
            case NORMAL -> NANOS_PER_PRIORITY;
            case REALTIME -> 2 * NANOS_PER_PRIORITY;
        };
    }

    private void arrive(Hold hold) {
        hold.rank = clock.getAsLong() - start(hold.priority);
        hold.number = arrivals++;
        for (int i = occupying.size() - 1; i >= 0; i--) {
            Hold other = occupying.get(i);
            if (isInTheWay(other, hold) && !hold.priority.waitsFor(other.priority)) {
                degradeIfPossible(other, clock.getAsLong());
            }
        }
        assert Allocations.permit("place in the queue of holds");
        // Also for the turns of all that wait: without memory then, a turn could be lost, and a waiter with it.
        occupying.ensureCapacity(occupying.size() + waiting.size() + 1);
        waiting.add(hold);
    }

    /** Time until the next of the holds in force may be degraded; not above 0 if that has come meanwhile. */
    private long untilDeadline(long now) {
        long next = FOR_EVER;
        for (Hold hold : occupying) {
            // One whose time was over when the turns were given, and that is here yet, is in nobody's way.
            if (hold.deadline - servedAt > 0) {
                next = Math.min(next, hold.deadline - now);
            }
        }
        return next;
    }

    /** Begins what can begin; called after every change. */
    private void serve() {
        long now = clock.getAsLong();
        servedAt = now;
        occupying.removeIf(hold -> !hold.isInForce() && (hold.writers == 0 || hold.deadline - now <= 0));
        Hold passedOver = null;
        for (Iterator<Hold> holds = waiting.iterator(); holds.hasNext(); ) {
            Hold next = holds.next();
            if (meetsAny(passedOver, next) || isObstructed(next, now)) {
                if (next.scope == HashScope.ALL) {
                    break;
                }
                next.passedOver = passedOver;
                passedOver = next;
                continue;
            }
            holds.remove();
            occupying.add(next);
            next.turn = ++turns;
            next.turnedAt = now;
            next.deadline = now + next.blockNanos;
            next.changed.signal();
        }
        Hold first = waiting.isEmpty() ? null : waiting.first();
        if (first != watching) {
            watching = first;
            if (first != null) {
                first.changed.signal();
            }
        }
    }

    /** Whether one of those that come before and have to wait is in the way. */
    private static boolean meetsAny(@Nullable Hold passedOver, Hold next) {
        for (Hold before = passedOver; before != null; before = before.passedOver) {
            if (before.meets(next)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the hold has to wait; those it need not wait for any longer are degraded. */
    private boolean isObstructed(Hold next, long now) {
        boolean obstructed = false;
        for (int i = occupying.size() - 1; i >= 0; i--) {
            Hold other = occupying.get(i);
            if (isInTheWay(other, next)) {
                if (other.deadline - now <= 0 || !next.priority.waitsFor(other.priority)) {
                    degradeIfPossible(other, now);
                }
                obstructed |= occupying.contains(other);
            }
        }
        return obstructed;
    }

    private void degradeIfPossible(Hold hold, long now) {
        try {
            degrade(hold);
        } catch (OutOfMemoryError e) {
            // Of a refusing hold's snapshot. Whoever calls has others to serve; the first that waits tries again.
            hold.deadline = now + Math.max(hold.blockNanos, LEAST_RETRY_NANOS);
        }
    }

    /** A thread does not wait for itself, but for writers that have waited for it. */
    private static boolean isInTheWay(Hold other, Hold next) {
        return other.meets(next) && !(other.isInForce() && other.owner == next.owner);
    }

    /** Turns a hold into a snapshot, if it is in force. */
    private void degrade(Hold hold) {
        if (!hold.isInForce()) {
            return;
        }
        if (hold.refuses) {
            core.epochs().settle(hold, true);
        } else {
            core.epochs().degrade(hold);
        }
        hold.degradedBefore = degraded;
        degraded = hold;
        degradations.increment();
        letGo(hold);
    }

    /** Lets those go on who wait for a hold that is over. */
    private void letGo(Hold hold) {
        if (hold.writers == 0) {
            occupying.remove(hold);
        } else {
            hold.deadline = clock.getAsLong() + Math.max(hold.blockNanos, LEAST_SERVING_NANOS);
            hold.changed.signalAll();
        }
    }

    private void leave(Hold hold) {
        lock.lock();
        try {
            boolean wasInForce = hold.isInForce();
            core.epochs().end(hold);
            if (wasInForce) {
                letGo(hold);
            }
            serve();
        } finally {
            unlock();
        }
    }

    /**
     * A write meets a hold. On return it may try again: the hold is over, or has degraded because it waited long enough,
     * is the less urgent, has waited for a hold before, or is interrupted.
     *
     * @param pass the write's own, to be given back once it has been made
     * @throws dev.stillmap.BucketLockedException if the hold refuses it
     */
    void await(Hold hold, Pass pass, int hash) {
        boolean waited = false;
        long from = 0;
        FlightLog.Span span = null;
        lock.lock();
        try {
            long now = clock.getAsLong();
            boolean minds = hold.isInForce()
                    && hold.deadline - now > 0
                    && IterationPriority.current().waitsFor(hold.priority);
            if (minds && hold.refuses) {
                refusals.increment();
                throw hold.refusal(hash, hold.deadline - now);
            }
            if (minds && !pass.hasWaited() && !Thread.currentThread().isInterrupted()) {
                hold.writers++;
                pass.waitsFor(hold);
                waited = true;
                from = now;
                span = beginWait("WRITER", hold);
                awaitEnd(hold);
            }
            degrade(hold);
            serve();
        } finally {
            unlock();
            if (waited) {
                core.noteWait(WaitKind.HOLD, writerWaits, clock.getAsLong() - from);
                FlightLog.end(
                        span,
                        Thread.currentThread().isInterrupted()
                                ? "INTERRUPTED"
                                : hold.hasDegraded() ? "DEGRADED" : "ENDED");
            }
        }
    }

    private void awaitEnd(Hold hold) {
        try {
            long left = hold.deadline - clock.getAsLong();
            while (hold.isInForce() && left > 0) {
                left = hold.changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A write that has waited for the hold has been made, or waits for something else. */
    void served(Hold hold) {
        lock.lock();
        try {
            hold.writers--;
            serve();
        } finally {
            unlock();
        }
    }

    /**
     * The thread is about to wait for somebody who may wait for its holds: they degrade, or both would wait until the
     * block time is over.
     */
    void degradeOwn(Thread owner) {
        lock.lock();
        try {
            for (int i = occupying.size() - 1; i >= 0; i--) {
                if (occupying.get(i).owner == owner) {
                    degrade(occupying.get(i));
                }
            }
            serve();
        } finally {
            unlock();
        }
    }

    /** Gives the lock back and runs the actions of the holds that have degraded under it. */
    private void unlock() {
        Hold toNotify = degraded;
        degraded = null;
        lock.unlock();
        while (toNotify != null) {
            Hold hold = toNotify;
            toNotify = hold.degradedBefore;
            hold.degradedBefore = null;
            hold.runActions();
        }
    }
}
