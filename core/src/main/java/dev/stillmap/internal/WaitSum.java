package dev.stillmap.internal;

import dev.stillmap.stats.WaitStats;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts waits, in three cells of an array. Thread-safe; who has waited does not mind to meet others here. */
final class WaitSum {

    /** How many cells it takes. */
    static final int CELLS = 3;

    private static final int COUNT = 0;

    private static final int NANOS = 1;

    private static final int MAX = 2;

    private final AtomicLongArray cells;

    private final int first;

    /** In that cell and the next two. */
    WaitSum(AtomicLongArray cells, int first) {
        this.cells = cells;
        this.first = first;
    }

    void add(long waited) {
        cells.incrementAndGet(first + COUNT);
        cells.addAndGet(first + NANOS, waited);
        cells.accumulateAndGet(first + MAX, waited, Math::max);
    }

    WaitStats stats() {
        return new WaitStats(cells.get(first + COUNT), cells.get(first + NANOS), cells.get(first + MAX));
    }
}
