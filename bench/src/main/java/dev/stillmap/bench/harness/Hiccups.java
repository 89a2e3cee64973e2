package dev.stillmap.bench.harness;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An idle thread that only sleeps a millisecond at a time and notes how late it wakes: what the machine itself does. */
final class Hiccups {
    private static final long NAP = TimeUnit.MILLISECONDS.toNanos(1);

    private final Latencies lateness = new Latencies();
    private final Thread thread = new Thread(this::nap, "hiccups");
    private volatile boolean stopped;

    Hiccups() {
        thread.setDaemon(true);
        thread.start();
    }

    private void nap() {
        while (!stopped) {
            long start = System.nanoTime();
            LockSupport.parkNanos(NAP);
            lateness.record(Math.max(0, System.nanoTime() - start - NAP));
        }
    }

    /** Ends the thread and returns its longest lateness in microseconds. */
    double stop() throws InterruptedException {
        return lateness().maxMicros();
    }

    /** Ends the thread and returns how late it was. */
    Latencies lateness() throws InterruptedException {
        stopped = true;
        thread.join();
        return lateness;
    }
}
