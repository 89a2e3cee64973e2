package dev.stillmap.classic;

import org.jspecify.annotations.Nullable;

/**
 * Notices that two threads use a map at once. All fields are plain: what a thread does not see of another one goes
 * unnoticed, as in Go.
 *
 * <p>Who wrote last, and when the last write by anybody else was, is enough to tell for any thread whether another one
 * has written since a given version.
 */
final class AccessGuard {

    private static final String WRITES = "concurrent map writes";

    private static final String READ_AND_WRITE = "concurrent map read and map write";

    private static final String ITERATION_AND_WRITE = "concurrent map iteration and map write";

    /** Who is writing now. */
    private @Nullable Thread writer;

    private @Nullable Thread lastWriter;

    /** Writes so far. */
    private long version;

    /** The version of the last write by another thread than {@link #lastWriter}. */
    private long lastByAnother;

    void beginWrite() {
        if (writer != null) {
            throw new ConcurrentMapAccessException(WRITES);
        }
        Thread current = Thread.currentThread();
        writer = current;
        if (lastWriter != current) {
            lastByAnother = version;
            lastWriter = current;
        }
        version++;
    }

    void endWrite() {
        Thread ended = writer;
        writer = null;
        if (ended != Thread.currentThread()) {
            throw new ConcurrentMapAccessException(WRITES);
        }
    }

    /** Returns the version, for {@link #endRead}. */
    long beginRead() {
        if (writer != null) {
            throw new ConcurrentMapAccessException(READ_AND_WRITE);
        }
        return version;
    }

    void endRead(long begun) {
        if (version != begun && writtenByAnother(Thread.currentThread(), begun)) {
            throw new ConcurrentMapAccessException(READ_AND_WRITE);
        }
    }

    /**
     * Returns the version, for the next step.
     *
     * @param iterating the thread of the step before
     * @param since the version that step ended with
     */
    long checkIteration(Thread iterating, long since) {
        if (writer != null || (version != since && writtenByAnother(iterating, since))) {
            throw new ConcurrentMapAccessException(ITERATION_AND_WRITE);
        }
        return version;
    }

    long version() {
        return version;
    }

    boolean isWriting() {
        return writer != null;
    }

    private boolean writtenByAnother(Thread than, long since) {
        return (lastWriter == than ? lastByAnother : version) > since;
    }
}
