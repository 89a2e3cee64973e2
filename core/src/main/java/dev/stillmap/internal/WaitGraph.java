package dev.stillmap.internal;

import java.util.IdentityHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Which thread waits for which reservation, over all maps; a thread whose reservation has ended may still be listed. A
 * wait that would close a circle is refused, so compute functions that write to each other's keys end in an exception
 * and not in a deadlock. But if a thread of the circle has offered to give way, that one's wait is called off.
 */
final class WaitGraph {

    /** One thread's wait. */
    static final class Wait {

        private final Thread thread;

        private final Reservation wanted;

        private final boolean givesWay;

        private volatile boolean calledOff;

        private Wait(Thread thread, Reservation wanted, boolean givesWay) {
            assert Allocations.permit("wait edge");
            this.thread = thread;
            this.wanted = wanted;
            this.givesWay = givesWay;
        }

        /** Whether the thread has to give back what it has reserved. */
        boolean isCalledOff() {
            return calledOff;
        }
    }

    private static final IdentityHashMap<Thread, Wait> WAITS = new IdentityHashMap<>();

    private WaitGraph() {}

    /**
     * Lists a wait.
     *
     * @param givesWay whether the thread gives back what it has reserved rather than be in a circle
     * @return null if that is what it has to do
     * @throws IllegalStateException if the wait would close a circle of threads of which none gives way
     */
    static @Nullable Wait enter(Thread self, Reservation wanted, boolean givesWay) {
        synchronized (WAITS) {
            Wait givingWay = null;
            Reservation end = wanted;
            while (end != null && !end.isDone() && end.owner != self) {
                Wait next = WAITS.get(end.owner);
                givingWay = next != null && next.givesWay ? next : givingWay;
                end = next == null || next.calledOff ? null : next.wanted;
            }
            boolean isCircle = end != null && !end.isDone();
            if (isCircle && givesWay) {
                return null;
            }
            if (isCircle && givingWay == null) {
                wanted.noteRefusal();
                throw new IllegalStateException("recursive update: a function given to a map writes to a bucket that is"
                        + " reserved until that function returns");
            }
            Wait wait = new Wait(self, wanted, givesWay);
            WAITS.put(self, wait);
            if (isCircle && givingWay != null) {
                givingWay.calledOff = true;
                LockSupport.unpark(givingWay.thread);
            }
            return wait;
        }
    }

    static void leave(Thread self) {
        synchronized (WAITS) {
            WAITS.remove(self);
        }
    }
}
