package dev.stillmap.inspector;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One page that watches a map. What is offered waits in a place for one of each kind, so that a slow page gets the newest
 * and keeps nobody back. Thread-safe; one thread writes.
 */
final class Watcher {

    /** Until then something is sent, so that a page can tell silence from a lost connection. */
    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(2);

    static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final byte[] HEARTBEAT = Events.comment("nothing new");

    private final LongSupplier clock;

    private byte @Nullable [] detail;

    private byte @Nullable [] picture;

    private byte @Nullable [] last;

    private boolean ended;

    /** The thread that is writing an event to the connection, and since when; null while it waits for one. */
    private @Nullable Thread writing;

    private long writingSince;

    Watcher(LongSupplier clock) {
        this.clock = clock;
    }

    synchronized void offerPicture(byte[] event) {
        picture = event;
        notifyAll();
    }

    synchronized void offerDetail(byte[] event) {
        detail = event;
        notifyAll();
    }

    /** Ends it after what waits, and after one last event, if there is one. */
    synchronized void end(byte @Nullable [] event) {
        last = event;
        ended = true;
        notifyAll();
    }

    /** Cuts the connection of a page that has not taken an event for long; also of one that has ended. */
    synchronized void cutIfStalled() {
        if (writing != null && clock.getAsLong() - writingSince > STALLED_NANOS) {
            writing.interrupt();
        }
    }

    /** Writes all that is offered, until the end. */
    void writeTo(OutputStream out) throws IOException {
        try {
            for (byte[] event = next(); event.length > 0; event = next()) {
                out.write(event);
                out.flush();
            }
        } finally {
            finishWriting();
        }
    }

    private synchronized void finishWriting() {
        writing = null;
    }

    /** What to write next; empty at the end. */
    private synchronized byte[] next() throws IOException {
        writing = null;
        try {
            long until = System.nanoTime() + HEARTBEAT_NANOS;
            long left = HEARTBEAT_NANOS;
            while (detail == null && picture == null && !ended && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = until - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a page was watching", e);
        }
        byte[] event = take();
        writing = Thread.currentThread();
        writingSince = clock.getAsLong();
        return event;
    }

    private byte[] take() {
        byte[] event = detail;
        if (event != null) {
            detail = null;
            return event;
        }
        event = picture;
        if (event != null) {
            picture = null;
            return event;
        }
        if (!ended) {
            return HEARTBEAT;
        }
        event = last;
        last = null;
        return event == null ? new byte[0] : event;
    }
}
