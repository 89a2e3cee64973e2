package dev.stillmap.server.feature;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The items of one feature of one entity as of one event: a sketch, and a short log of the items since. Each event makes a
 * new one of these, of 32 bytes; the log and the sketch are shared by those that follow each other, and changed in place.
 *
 * <p><b>The log</b> is appended to behind the count of every state that is committed, so nobody sees it change. An event whose
 * batch fails leaves an item behind the count, which the next one overwrites.
 *
 * <p><b>The sketch</b> takes the log's items when the log is full: only items of the committed state, never that of the event
 * under way, since a snapshot may be taken between this and the commit. It is changed in place if no snapshot was taken since
 * it was made, else copied first: so it is copied at most once for each snapshot, and what a snapshot refers to never changes.
 *
 * <p><b>Races.</b> The sketch counts how often it took a log. A state that counts one less, and whose log is full, has its
 * whole log in the sketch: that is the committed one while, or after, an event folds it (also one that fails then). A state that
 * counts less and has no full log is an older one that a reader of the live map still holds: it throws {@link StaleException},
 * and the reader reads the map again. A snapshot never has such a state, as the sketch would have been copied.
 */
final class Sketched {

    static final int LOG = 32;

    private static final int SHORTEST_LOG = 4;

    private final @Nullable Shared shared;

    private final long folds;

    private final @Nullable Object[] log;

    private final int count;

    /** Thrown to a reader whose state is of yesterday. It has no stack, and is never seen outside. */
    static final class StaleException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StaleException() {
            super("an older state was read", null, false, false);
        }
    }

    /** Guarded by its monitor. */
    private static final class Shared {

        private final Sketch sketch;

        /** Of the time before it was made. */
        private final long stamp;

        private long folds;

        Shared(Sketch sketch, long stamp, long folds) {
            this.sketch = sketch;
            this.stamp = stamp;
            this.folds = folds;
        }

        synchronized long folds() {
            return folds;
        }

        synchronized Shared with(Sketched full, SnapshotClock clock) {
            if (folds == full.folds + 1) {
                // An event that failed has folded it already.
                return this;
            }
            if (clock.isUnseenSince(stamp)) {
                full.foldInto(sketch);
                folds++;
                return this;
            }
            long now = clock.stamp();
            Sketch copy = sketch.copy();
            full.foldInto(copy);
            return new Shared(copy, now, folds + 1);
        }
    }

    private Sketched(@Nullable Shared shared, long folds, @Nullable Object[] log, int count) {
        this.shared = shared;
        this.folds = folds;
        this.log = log;
        this.count = count;
    }

    /** What follows from one more item. For the thread that holds the entity. */
    static Sketched add(@Nullable Sketched before, Object item, Supplier<? extends Sketch> empty, SnapshotClock clock) {
        if (before == null) {
            return new Sketched(null, 0, first(item, SHORTEST_LOG), 1);
        }
        if (before.count < LOG) {
            @Nullable
            Object[] log = before.count < before.log.length ? before.log : Arrays.copyOf(before.log, 2 * before.count);
            log[before.count] = item;
            return new Sketched(before.shared, before.folds, log, before.count + 1);
        }
        Shared shared = before.shared == null ? made(before, empty, clock) : before.shared.with(before, clock);
        return new Sketched(shared, shared.folds(), first(item, LOG), 1);
    }

    private static @Nullable Object[] first(Object item, int length) {
        @Nullable Object[] log = new Object[length];
        log[0] = item;
        return log;
    }

    private static Shared made(Sketched full, Supplier<? extends Sketch> empty, SnapshotClock clock) {
        long now = clock.stamp();
        Sketch sketch = empty.get();
        full.foldInto(sketch);
        return new Shared(sketch, now, full.folds + 1);
    }

    private void addLogTo(Sketch sketch) {
        for (int i = 0; i < count; i++) {
            Object item = log[i];
            assert item != null;
            sketch.add(item);
        }
    }

    private void foldInto(Sketch sketch) {
        addLogTo(sketch);
        sketch.rest();
    }

    /** Writes it as it is: sketch and log. Of a snapshot's state only, which is never an older one of the live map. */
    void write(DataOutput out, Sketch kind) throws IOException {
        int inLog = count;
        out.writeBoolean(shared != null);
        if (shared != null) {
            synchronized (shared) {
                if (shared.folds != folds) {
                    inLog = 0;
                }
                shared.sketch.write(out);
            }
        }
        out.writeInt(inLog);
        for (int i = 0; i < inLog; i++) {
            Object item = log[i];
            assert item != null;
            kind.writeItem(item, out);
        }
    }

    /** Reads what {@link #write} has written. To be called while a snapshot is announced, as one may be taken right after. */
    static Sketched read(DataInput in, Supplier<? extends Sketch> empty, SnapshotClock clock) throws IOException {
        Shared shared = null;
        Sketch kind = empty.get();
        if (in.readBoolean()) {
            kind.read(in);
            shared = new Shared(kind, clock.stamp(), 0);
        }
        int count = in.readInt();
        if (count < 0 || count > LOG) {
            throw new IOException(count + " items where " + LOG + " are the most");
        }
        @Nullable Object[] log = new Object[shared == null ? Math.max(count, SHORTEST_LOG) : LOG];
        for (int i = 0; i < count; i++) {
            log[i] = kind.readItem(in);
        }
        return new Sketched(shared, 0, log, count);
    }

    /**
     * Adds all items to a sketch of the reader's own.
     *
     * @throws StaleException if this state is an older one of the live map
     */
    void addTo(Sketch sum) {
        if (shared != null) {
            synchronized (shared) {
                boolean isLogIn = shared.folds == folds + 1 && count == LOG;
                if (shared.folds != folds && !isLogIn) {
                    throw new StaleException();
                }
                sum.addAll(shared.sketch);
                if (isLogIn) {
                    return;
                }
            }
        }
        addLogTo(sum);
    }
}
