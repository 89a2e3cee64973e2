package dev.stillmap.server.feature;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells whether a snapshot may see what was made at some time. Whoever takes one says so before and after. Thread-safe.
 */
public final class SnapshotClock {

    private final AtomicLong begun = new AtomicLong();

    private final AtomicLong ended = new AtomicLong();

    /** Of no snapshot yet. */
    public SnapshotClock() {}

    /** A snapshot is about to be taken. */
    public void begin() {
        begun.incrementAndGet();
    }

    /** It has been taken: its instant is over. */
    public void end() {
        ended.incrementAndGet();
    }

    /** To be asked before something is made that will be changed in place. */
    long stamp() {
        return ended.get();
    }

    /**
     * Whether no snapshot has an instant after that stamp, so far: all that began had ended by then. Of one that begins
     * right after this the instant is later than everything that was committed before the question.
     */
    boolean isUnseenSince(long stamp) {
        return begun.get() == stamp;
    }
}
