package dev.stillmap.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A compute function's claim on one bucket. While it lasts the bucket's content stays as it is, other writers of the
 * bucket park here, and readers, snapshots and moves of the bucket go on.
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

    private record Waiter(Thread thread, @Nullable Waiter next) {}

    final int hash;

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

    private volatile boolean done;

    private volatile @Nullable Waiter waiters;

    Reservation(int hash) {
        this.hash = hash;
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
        Thread self = Thread.currentThread();
        WaitGraph.enter(self, this);
        boolean interrupted = false;
        try {
            Waiter head;
            do {
                head = waiters;
            } while (!WAITERS.compareAndSet(this, head, new Waiter(self, head)));
            // `done` is read after the enqueueing, both volatile: the owner sees the waiter or the waiter sees the end.
            while (!done) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        } finally {
            WaitGraph.leave(self);
            if (interrupted) {
                self.interrupt();
            }
        }
    }
}
