package dev.stillmap.internal;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which thread waits for which reservation, over all maps; a thread whose reservation has ended may still be listed. A wait that would close a cycle is refused, so compute
 * functions that write to each other's keys end in an exception and not in a deadlock.
 */
final class WaitGraph {

    private static final IdentityHashMap<Thread, Reservation> WAITS = new IdentityHashMap<>();

    private WaitGraph() {}

    static void enter(Thread self, Reservation wanted) {
        synchronized (WAITS) {
            for (@Nullable Reservation r = wanted; r != null && !r.isDone(); r = WAITS.get(r.owner)) {
                if (r.owner == self) {
                    throw new IllegalStateException(
                            "recursive update: a function given to a map writes to a bucket that is reserved until that function returns");
                }
            }
            assert Allocations.permit("wait edge");
            WAITS.put(self, wanted);
        }
    }

    static void leave(Thread self) {
        synchronized (WAITS) {
            WAITS.remove(self);
        }
    }
}
