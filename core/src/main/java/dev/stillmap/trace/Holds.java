package dev.stillmap.trace;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lock of an {@link IterationLockedMap}: single operations, and holds that last from step to step. Thread-safe.
 *
 * <p>A hold is no lock but an entry in a list, so it may be ended by anybody: by its owner, by the first writer that
 * comes after its deadline, by a write of its own thread. A writer looks at the list with the lock in hand and lets go
 * of it to wait. A step looks whether its hold has ended with the lock in hand too, so no writer is at work meanwhile.
 */
final class Holds {

    /** An iteration that keeps writers out. */
    static final class Hold {

        private final Thread owner;

        /** Guarded by the lock. */
        private long deadline;

        private volatile boolean ended;

        Hold(Thread owner) {
            this.owner = owner;
        }

        boolean isEnded() {
            return ended;
        }
    }

    private final long blockNanos;

    private final LongSupplier clock;

    private final ReentrantReadWriteLock access = new ReentrantReadWriteLock();

    /** Guards what follows. Taken inside {@link #access}, and never kept while waiting for that. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();

    private final Set<Hold> holds = new HashSet<>();

    private int waitingWriters;

    Holds(long blockNanos, LongSupplier clock) {
        this.blockNanos = blockNanos;
        this.clock = clock;
    }

    <T> T read(Supplier<T> action) {
        access.readLock().lock();
        try {
            return action.get();
        } finally {
            access.readLock().unlock();
        }
    }

    /** Begins an iteration: behind the writers that wait, unless this thread keeps them waiting itself. */
    Hold begin() {
        Hold hold = new Hold(Thread.currentThread());
        lock.lock();
        try {
            while (waitingWriters > 0 && !keepsWritersWaiting()) {
                changed.awaitUninterruptibly();
            }
            list(hold);
        } finally {
            lock.unlock();
        }
        return hold;
    }

    /**
     * Begins the block time of a hold: what its thread has waited for until now does not count. Called within {@link
     * #read}, so no writer is at work, even if one has ended the hold meanwhile.
     */
    void start(Hold hold) {
        lock.lock();
        try {
            list(hold);
        } finally {
            lock.unlock();
        }
    }

    private void list(Hold hold) {
        hold.deadline = clock.getAsLong() + blockNanos;
        hold.ended = false;
        holds.add(hold);
    }

    /** By a hold, or from within an operation of the map. */
    private boolean keepsWritersWaiting() {
        if (access.getReadHoldCount() > 0 || access.isWriteLockedByCurrentThread()) {
            return true;
        }
        dropExpired();
        return holds.stream().anyMatch(hold -> hold.owner == Thread.currentThread());
    }

    private void dropExpired() {
        long now = clock.getAsLong();
        holds.removeIf(hold -> {
            hold.ended |= now - hold.deadline >= 0;
            return hold.ended;
        });
    }

    /** Whether the hold's block time is over; then it has ended. */
    boolean expired(Hold hold) {
        lock.lock();
        try {
            dropExpired();
            return hold.ended;
        } finally {
            lock.unlock();
        }
    }

    void end(Hold hold) {
        lock.lock();
        try {
            hold.ended = true;
            holds.remove(hold);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Runs a write when no iteration but {@code own} is open; ends others of this thread. */
    <T> T write(@Nullable Hold own, Supplier<T> action) {
        if (access.getReadHoldCount() > 0 && !access.isWriteLockedByCurrentThread()) {
            throw new IllegalStateException(
                    "a lookup of this map has called a method that writes to it (equals, hashCode"
                            + " or compareTo of a key or value?): it would wait for itself");
        }
        if (access.isWriteLockedByCurrentThread()) {
            // From within a write: who is listed by now has not begun to step, and could not end while this waits.
            isHeld(own);
            return action.get();
        }
        boolean waiting = false;
        try {
            for (; ; ) {
                access.writeLock().lock();
                try {
                    if (!isHeld(own)) {
                        return action.get();
                    }
                } finally {
                    access.writeLock().unlock();
                }
                if (!waiting) {
                    waiting = true;
                    countWaiting(1);
                }
                await(own);
            }
        } finally {
            if (waiting) {
                countWaiting(-1);
            }
        }
    }

    private boolean isHeld(@Nullable Hold own) {
        lock.lock();
        try {
            dropExpired();
            Thread current = Thread.currentThread();
            boolean ended = holds.removeIf(hold -> {
                boolean ends = hold != own && hold.owner == current;
                hold.ended |= ends;
                return ends;
            });
            if (ended) {
                changed.signalAll();
            }
            return holds.stream().anyMatch(hold -> hold != own);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no hold keeps this writer out, or the deadlines of all that do have come. */
    private void await(@Nullable Hold own) {
        boolean interrupted = false;
        lock.lock();
        try {
            for (long left = nanosLeft(own); left > 0; left = nanosLeft(own)) {
                try {
                    changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Until the first deadline of a hold that keeps this writer out; 0 when there is none. */
    private long nanosLeft(@Nullable Hold own) {
        dropExpired();
        long now = clock.getAsLong();
        return holds.stream()
                .filter(hold -> hold != own)
                .mapToLong(hold -> hold.deadline - now)
                .min()
                .orElse(0);
    }

    private void countWaiting(int writers) {
        lock.lock();
        try {
            waitingWriters += writers;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** For tests: holds that keep writers out. */
    int open() {
        lock.lock();
        try {
            return holds.size();
        } finally {
            lock.unlock();
        }
    }

    /** For tests: writers that wait now. */
    int waitingWriters() {
        lock.lock();
        try {
            return waitingWriters;
        } finally {
            lock.unlock();
        }
    }
}
