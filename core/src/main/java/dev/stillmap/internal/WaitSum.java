package dev.stillmap.internal;

import dev.stillmap.stats.WaitStats;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the waits of many threads. Thread-safe. */
final class WaitSum {

    private final Tally count = new Tally();

    private final Tally nanos = new Tally();

    private final AtomicLong max = new AtomicLong();

    void add(long waited) {
        count.increment();
        nanos.add(waited);
        if (waited > max.get()) {
            max.accumulateAndGet(waited, Math::max);
        }
    }

    WaitStats stats() {
        return new WaitStats(count.sum(), nanos.sum(), max.get());
    }
}
