package dev.stillmap.internal;

import dev.stillmap.internal.flight.FlightEvents;
import dev.stillmap.internal.flight.FlightLog;
import dev.stillmap.stats.WaitKind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A claim on the bucket of a compute function's key, or on the buckets of all keys that a batch writes in one map.
 * While it lasts the buckets' content stays as it is, other writers of these buckets park here, and readers, snapshots
 * and moves of the buckets go on.
 */
final class Reservation {

    private static final VarHandle WAITERS;

    static {
        try {
            WAITERS = MethodHandles.lookup().findVarHandle(Reservation.class, "waiters", Waiter.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private record Waiter(Thread thread, @Nullable Waiter next) {
        Waiter {
            assert Allocations.permit("waiter");
        }
    }

    /** The innermost claim for which the thread runs a function. */
    private static final ThreadLocal<@Nullable Reservation> RUNNING = new ThreadLocal<>();

    private final MapCore map;

    /** Of the compute function's key. */
    final int hash;

    /** Of a batch's keys, {@link #reversed} and sorted; null for a compute function. */
    private final int @Nullable [] reversedHashes;

    final Thread owner = Thread.currentThread();

    /** Where the bucket was reserved; it may have moved on since. */
    @Nullable
    Table table;

    /** The key as it is stored, when it is present; it finds the entry again without a call of {@code equals}. */
    @Nullable
    Object storedKey;

    /** The value that the function is given; null when the key is absent. */
    @Nullable
    Object oldValue;

    /** Of a compute function: what its write has waited for before it was reserved; null for nothing. */
    @Nullable
    Pass pass;

    private volatile boolean done;

    private volatile @Nullable Waiter waiters;

    /** The claim for which the thread ran a function when it began with this one. */
    private @Nullable Reservation outer;

    Reservation(MapCore map, int hash) {
        assert Allocations.permit("reservation");
        this.map = map;
        this.hash = hash;
        this.reversedHashes = null;
    }

    /** @param reversedHashes of all keys of the batch, {@link #reversed}; is sorted and kept */
    Reservation(MapCore map, int[] reversedHashes) {
        assert Allocations.permit("reservation of a batch");
        this.map = map;
        this.hash = 0;
        this.reversedHashes = reversedHashes;
        Arrays.sort(reversedHashes);
    }

    /** In the order of the results the hashes of one bucket are neighbours, whatever the size of the table. */
    static int reversed(int hash) {
        return Integer.reverse(hash) ^ Integer.MIN_VALUE;
    }

    /** Whether a key of this claim belongs to the bucket, in a table with that mask. */
    boolean claims(int mask, int bucket) {
        int[] sorted = reversedHashes;
        if (sorted == null) {
            return (hash & mask) == bucket;
        }
        int found = Arrays.binarySearch(sorted, reversed(bucket));
        int first = found < 0 ? ~found : found;
        return first < sorted.length && (Integer.reverse(sorted[first] ^ Integer.MIN_VALUE) & mask) == bucket;
    }

    boolean isOf(MapCore candidate) {
        return map == candidate;
    }

    /** To be called before functions are run under this claim, and followed by {@link #leave}. */
    void enter() {
        outer = RUNNING.get();
        RUNNING.set(this);
    }

    void leave() {
        RUNNING.set(outer);
    }

    /** Whether the calling thread runs a function for a claim on this map. */
    static boolean isRunning(MapCore map) {
        for (Reservation r = RUNNING.get(); r != null; r = r.outer) {
            if (r.map == map) {
                return true;
            }
        }
        return false;
    }

    /** A wait for this claim was refused, since it would never have ended. */
    void noteRefusal() {
        map.counters().increment(Counters.RECURSIVE_UPDATES_REFUSED);
    }

    boolean isDone() {
        return done;
    }

    /** Ends the claim: the bucket is no longer marked, and whoever waits may look again. */
    void complete() {
        done = true;
        for (Waiter waiter = waiters; waiter != null; waiter = waiter.next) {
            LockSupport.unpark(waiter.thread);
        }
    }

    /**
     * Waits until the claim ends; an interrupt is kept for the caller.
     *
     * @throws IllegalStateException if the owner is the calling thread or waits, through others, for it
     */
    void await() {
        await(false);
    }

    /**
     * As {@link #await}, by a thread that has reserved something and gives it back if others have to wait for it in a
     * circle.
     *
     * @return whether the claim has ended; otherwise the thread has to give back what it has
     */
    boolean awaitOrGiveWay() {
        return await(true);
    }

    private boolean await(boolean givesWay) {
        Thread self = Thread.currentThread();
        map.degradeHoldsOf(self);
        WaitGraph.Wait wait = WaitGraph.enter(self, this, givesWay);
        if (wait == null) {
            return false;
        }
        FlightLog.Span span =
                FlightLog.wants(FlightLog.Kind.FUNCTION_WAIT) ? FlightEvents.functionWait(map.tracer()) : null;
        long from = System.nanoTime();
        boolean interrupted = false;
        try {
            Waiter head;
            do {
                head = waiters;
            } while (!WAITERS.compareAndSet(this, head, new Waiter(self, head)));
            // `done` is read after the enqueueing, both volatile: the owner sees the waiter or the waiter sees the end.
            while (!done && !wait.isCalledOff()) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            return done;
        } finally {
            WaitGraph.leave(self);
            map.noteWait(WaitKind.FUNCTION, map.counters().functionWaits, System.nanoTime() - from);
            FlightLog.end(span, "");
            if (interrupted) {
                self.interrupt();
            }
        }
    }
}
