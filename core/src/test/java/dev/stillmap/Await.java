package dev.stillmap;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for what another thread, or the collector, is bound to bring about. The deadline is a watchdog, far beyond what
 * any machine needs.
 */
public final class Await {
    private static final long WATCHDOG_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Await() {}

    public static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + WATCHDOG_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("never happened: " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Asks for collections until {@code condition} holds. */
    public static void collectedUntil(String what, BooleanSupplier condition) {
        until(what, () -> {
            System.gc();
            return condition.getAsBoolean();
        });
    }

    /** Until {@code thread} waits for something. */
    public static void waiting(Thread thread) {
        until(thread + " waits", () -> switch (thread.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED -> true;
            case TERMINATED -> throw new AssertionError(thread + " ended instead of waiting");
            default -> false;
        });
    }
}
