package dev.stillmap.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a map counts of itself, for monitoring. Never reset by reading; monotonic but for {@link #overflowBuckets}. */
final class Counters {

    final Tally entriesAdded = new Tally();

    final Tally entriesRemoved = new Tally();

    final Tally snapshotsOpened = new Tally();

    final Tally snapshotsClosed = new Tally();

    final Tally snapshotsLeaked = new Tally();

    final Tally handlesLeaked = new Tally();

    final Tally snapshotsExpired = new Tally();

    final Tally bucketsCopied = new Tally();

    final Tally evacuationFailures = new Tally();

    final Tally evacuationChecksFailed = new Tally();

    final Tally growthsStarted = new Tally();

    final Tally growthsCompleted = new Tally();

    final AtomicLong longestEvacuation = new AtomicLong();

    final Tally overflowBuckets = new Tally();

    final AtomicInteger longestOverflow = new AtomicInteger();

    final Tally readRetries = new Tally();

    final Tally recursiveUpdatesRefused = new Tally();

    final WaitSum functionWaits = new WaitSum();

    final WaitSum memoryWaits = new WaitSum();

    void evacuationTook(long nanos) {
        if (nanos > longestEvacuation.get()) {
            longestEvacuation.accumulateAndGet(nanos, Math::max);
        }
    }

    /** A bucket's overflow has been replaced. */
    void overflowChanged(@Nullable Overflow before, @Nullable Overflow after) {
        if (before == null && after != null) {
            overflowBuckets.increment();
        } else if (before != null && after == null) {
            overflowBuckets.decrement();
        }
        overflowMade(after);
    }

    /** There is such an overflow. */
    void overflowMade(@Nullable Overflow overflow) {
        if (overflow != null && overflow.size() > longestOverflow.get()) {
            longestOverflow.accumulateAndGet(overflow.size(), Math::max);
        }
    }
}
