package dev.stillmap.internal;

/** What a map counts of itself, for monitoring. Monotonic; never reset by reading. */
final class Counters {

    final Tally snapshotsOpened = new Tally();

    final Tally snapshotsClosed = new Tally();

    final Tally snapshotsLeaked = new Tally();

    final Tally snapshotsExpired = new Tally();

    final Tally bucketsCopied = new Tally();

    final Tally evacuationFailures = new Tally();

    final Tally growthsStarted = new Tally();

    final Tally growthsCompleted = new Tally();
}
