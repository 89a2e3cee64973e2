package dev.stillmap.internal;

import java.util.concurrent.locks.LockSupport;

/** Waiting for a bucket lock, which is held for tens of nanoseconds unless its owner lost the processor. */
final class Backoff {

    private static final int SPINS = 64;

    private static final int YIELDS = 1024;

    private static final long PARK_NANOS = 20_000;

    private Backoff() {}

    /** Waits a little, the longer the more often it was called before; returns the next value of {@code calls}. */
    static int pause(int calls) {
        if (calls < SPINS) {
            Thread.onSpinWait();
        } else if (calls < YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(PARK_NANOS);
        }
        return calls + 1;
    }
}
