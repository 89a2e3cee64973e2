package dev.stillmap.internal;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * What a map counts of itself, for monitoring. Never reset by reading; monotonic but for {@link #OVERFLOW_BUCKETS}. What
 * many threads change at once has a sum of its own, all else a cell of one array, as each map has all of them.
 */
final class Counters {

    static final int SNAPSHOTS_LEAKED = 0;

    static final int HANDLES_LEAKED = 1;

    static final int SNAPSHOTS_EXPIRED = 2;

    static final int EVACUATION_FAILURES = 3;

    static final int EVACUATION_CHECKS_FAILED = 4;

    static final int GROWTHS_STARTED = 5;

    static final int GROWTHS_COMPLETED = 6;

    /** In nanoseconds. */
    static final int LONGEST_EVACUATION = 7;

    static final int OVERFLOW_BUCKETS = 8;

    static final int LONGEST_OVERFLOW = 9;

    static final int RECURSIVE_UPDATES_REFUSED = 10;

    static final int READ_RETRIES = 11;

    private static final int FUNCTION_WAITS = 12;

    private static final int MEMORY_WAITS = FUNCTION_WAITS + WaitSum.CELLS;

    final Tally entriesAdded = new Tally();

    final Tally entriesRemoved = new Tally();

    final Tally snapshotsOpened = new Tally();

    final Tally snapshotsClosed = new Tally();

    final Tally bucketsCopied = new Tally();

    private final AtomicLongArray cells = new AtomicLongArray(MEMORY_WAITS + WaitSum.CELLS);

    final WaitSum functionWaits = new WaitSum(cells, FUNCTION_WAITS);

    final WaitSum memoryWaits = new WaitSum(cells, MEMORY_WAITS);

    /** Returns what it is then. */
    long increment(int cell) {
        return cells.incrementAndGet(cell);
    }

    void add(int cell, long delta) {
        cells.addAndGet(cell, delta);
    }

    /** Makes it that, if it is less. */
    void raise(int cell, long value) {
        if (value > cells.get(cell)) {
            cells.accumulateAndGet(cell, value, Math::max);
        }
    }

    long get(int cell) {
        return cells.get(cell);
    }

    /** A bucket's overflow has been replaced. */
    void overflowChanged(@Nullable Overflow before, @Nullable Overflow after) {
        if (before == null && after != null) {
            increment(OVERFLOW_BUCKETS);
        } else if (before != null && after == null) {
            add(OVERFLOW_BUCKETS, -1);
        }
        overflowMade(after);
    }

    /** There is such an overflow. */
    void overflowMade(@Nullable Overflow overflow) {
        if (overflow != null) {
            raise(LONGEST_OVERFLOW, overflow.size());
        }
    }
}
