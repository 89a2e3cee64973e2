package dev.stillmap.internal;

import java.util.concurrent.atomic.LongAdder;

/** What a map counts of itself, for monitoring. Monotonic; never reset by reading. */
final class Counters {

    final LongAdder snapshotsOpened = new LongAdder();

    final LongAdder snapshotsClosed = new LongAdder();

    final LongAdder snapshotsLeaked = new LongAdder();

    final LongAdder snapshotsExpired = new LongAdder();

    final LongAdder bucketsCopied = new LongAdder();

    final LongAdder evacuationFailures = new LongAdder();

    final LongAdder growthsStarted = new LongAdder();

    final LongAdder growthsCompleted = new LongAdder();
}
