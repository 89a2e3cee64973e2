package dev.stillmap.internal;

import dev.stillmap.internal.flight.FlightEvents;
import dev.stillmap.internal.flight.FlightLog;
import java.lang.System.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Moves a table into one of twice or half its size, bucket by bucket, a few buckets with each write.
 *
 * <p>Thread-safe. A step moves at most two buckets and looks at no more than 64 positions. User code runs outside
 * locks: a key whose {@code hashCode} throws leaves its bucket where it is, which stays valid, and is counted; the
 * others move on.
 */
final class Evacuation {

    /*
     * A bucket moves under its lock in one go: its children are filled, then its word gets EVAC, and from then on
     * everybody follows to the children, which nobody could reach before. The old content stays where it is for
     * snapshots that are older than the move; the move copies nothing for them.
     *
     * Everything that can fail happens before the lock: hashing the keys, making segments and the children's overflow.
     * Under the lock values are read again, since an update in place moves nothing that could be noticed.
     *
     * A move in progress is found through table.next(). The cursor laps over the table until every bucket has moved,
     * because a locked bucket is skipped. Only one move runs at a time: the next starts when its table is the current
     * one.
     */

    private static final int MOVES_PER_WRITE = 2;

    private static final int LOOKS_PER_WRITE = 64;

    private static final int IDLE_LAPS = 64;

    /** The clock costs a tenth of a move. The first position of each segment, which makes its arrays, is timed. */
    private static final int POSITIONS_PER_TIMED = 16;

    private static final String NOT_SOUND = "has other keys than its tags say";

    private static final Logger LOGGER = System.getLogger("dev.stillmap");

    private final MapCore core;

    private final Epochs epochs;

    private final Counters counters;

    Evacuation(MapCore core, Epochs epochs, Counters counters) {
        this.core = core;
        this.epochs = epochs;
        this.counters = counters;
    }

    /** Starts growing if the table is the current one and full. Called after an insert that found no free slot. */
    void growIfFull(Table t) {
        if (t != core.table() || t.next() != null || t.buckets() >= Table.MAX_BUCKETS) {
            return;
        }
        if (MapCore.isFull(t.buckets(), core.count())) {
            start(t, t.buckets() << 1);
        }
    }

    /** Grows ahead of that many inserts, by no more than two moves for each of them. */
    void makeRoom(int inserts) {
        for (int step = 0; step < inserts; step++) {
            Table t = core.table();
            if (t.next() == null) {
                if (t.buckets() >= Table.MAX_BUCKETS || !MapCore.isFull(t.buckets(), core.count() + inserts)) {
                    return;
                }
                start(t, t.buckets() << 1);
                if (t.next() == null) {
                    return;
                }
            }
            int moved = t.moved();
            help();
            if (t.moved() == moved) {
                return;
            }
        }
    }

    private void start(Table t, int buckets) {
        try {
            if (t.compareAndSetNext(new Table(buckets, epochs.current().number, t.movedBefore + t.buckets()))) {
                counters.increment(Counters.GROWTHS_STARTED);
                if (FlightLog.wants(FlightLog.Kind.GROWTH)) {
                    FlightEvents.growth(core.tracer(), "STARTED", t.buckets(), buckets, 0);
                }
            }
        } catch (OutOfMemoryError e) {
            // The table stays as it is and serves; a later write tries again.
            counters.increment(Counters.EVACUATION_FAILURES);
        }
    }

    /** A write's share of a move in progress. */
    void help() {
        Table t = core.table();
        Table to = t.next();
        if (to == null) {
            return;
        }
        FlightLog.Span span = FlightLog.wants(FlightLog.Kind.EVACUATION)
                ? FlightEvents.evacuation(core.tracer(), t.buckets(), to.buckets())
                : null;
        try {
            move(t, to);
        } finally {
            FlightLog.end(span, "");
        }
    }

    private void move(Table t, Table to) {
        try {
            int positions = Math.min(t.buckets(), to.buckets());
            int moves = 0;
            int bucketsPerPosition = t.buckets() / positions;
            for (int looks = 0;
                    looks < LOOKS_PER_WRITE && moves < MOVES_PER_WRITE && t.moved() < t.buckets();
                    looks++) {
                int position = t.takeCursor(1) & (positions - 1);
                boolean timed = (position & (POSITIONS_PER_TIMED - 1)) == 0;
                long from = timed ? System.nanoTime() : 0;
                if (move(t, to, position)) {
                    moves += bucketsPerPosition;
                }
                if (timed) {
                    counters.raise(Counters.LONGEST_EVACUATION, System.nanoTime() - from);
                }
            }
        } catch (OutOfMemoryError e) {
            // The bucket stays where it is; a later lap takes it.
            counters.increment(Counters.EVACUATION_FAILURES);
        }
    }

    void trim() {
        try {
            shrink();
        } catch (OutOfMemoryError e) {
            // As in help: what has not moved stays valid, and later writes go on with it.
            counters.increment(Counters.EVACUATION_FAILURES);
        }
    }

    private void shrink() {
        for (; ; ) {
            Table t = core.table();
            Table to = t.next();
            if (to != null) {
                if (!moveAll(t, to)) {
                    return;
                }
            } else if (t.buckets() > MapCore.bucketsFor(core.count())) {
                start(t, t.buckets() >> 1);
                if (t.next() == null) {
                    return;
                }
            } else {
                return;
            }
        }
    }

    /** Moves what is left; false when some buckets cannot be moved now (a function runs, or a hash code throws). */
    private boolean moveAll(Table t, Table to) {
        int positions = Math.min(t.buckets(), to.buckets());
        for (int idle = 0; idle < IDLE_LAPS; idle++) {
            int before = t.moved();
            for (int position = 0; position < positions && t.moved() < t.buckets(); position++) {
                move(t, to, position);
            }
            if (t.moved() == t.buckets()) {
                core.completeMove(t, to);
                return true;
            }
            if (t.moved() != before) {
                idle = 0;
            }
            Thread.yield();
        }
        return false;
    }

    private boolean move(Table t, Table to, int position) {
        if (to.buckets() == t.buckets() << 1) {
            return split(t, to, position);
        }
        if (to.buckets() << 1 == t.buckets()) {
            return join(t, to, position);
        }
        reportBroken(t, position, "cannot move into a table of " + to.buckets() + " buckets");
        return false;
    }

    /** What is broken stays where it is: moved, it would lose entries or make some up. */
    private void reportBroken(Table t, int bucket, String what) {
        boolean isFirst = counters.increment(Counters.EVACUATION_CHECKS_FAILED) == 1;
        String message = "bucket " + bucket + " of " + t.buckets() + " " + what + "; it stays where it is";
        if (isFirst) {
            LOGGER.log(
                    Logger.Level.ERROR,
                    () -> "broken invariant in map " + core.tracer().mapName() + ": " + message
                            + ". Save what the map has and report this; further ones are counted, not logged.");
        }
        if (FlightLog.wants(FlightLog.Kind.VIOLATION)) {
            FlightEvents.violation(core.tracer(), "EVACUATION_CHECK", message);
        }
    }

    /** Moves one bucket into its two children; false if it was moved already, is locked, or cannot be hashed. */
    private boolean split(Table t, Table to, int bucket) {
        for (; ; ) {
            Source from = Source.look(t, bucket);
            if (from == null) {
                return false;
            }
            int bit = t.buckets();
            int upper = from.slotsWithBit(bit, counters);
            if (upper < 0) {
                return false;
            }
            Child low = new Child(to, bucket);
            Child high = new Child(to, bucket + bit);
            low.takeSlots(from, ~upper);
            high.takeSlots(from, upper);
            if (from.overflow != null) {
                low.takeOverflow(from.overflow.side(bit, false));
                high.takeOverflow(from.overflow.side(bit, true));
            }
            if (from.reservation != null) {
                low.reservation = from.reservation.claims(to.mask, bucket) ? from.reservation : null;
                high.reservation = from.reservation.claims(to.mask, bucket + bit) ? from.reservation : null;
            }
            low.prepare();
            high.prepare();
            if (epochs.current().open != null) {
                t.ensureEvacEpochs(Table.segmentOf(bucket));
            }
            if (!from.lock()) {
                continue;
            }
            Epoch epoch = epochs.current();
            if (epoch.open != null && !from.hasEvacEpochs()) {
                from.unlock();
                continue;
            }
            if (!from.isSound()) {
                from.unlock();
                reportBroken(t, bucket, NOT_SOUND);
                return false;
            }
            low.fill(from.wordAt(epoch.number));
            high.fill(from.wordAt(epoch.number));
            from.leave(epoch);
            countOverflow(low.overflowed(), high.overflowed(), from.overflow != null, false);
            count(t, to, 1);
            release(t, bucket);
            return true;
        }
    }

    /** Moves two buckets into one; false if that cannot be done now. */
    private boolean join(Table t, Table to, int bucket) {
        for (; ; ) {
            Source first = Source.look(t, bucket);
            Source second = Source.look(t, bucket + to.buckets());
            if (first == null || second == null || !fitTogether(first.reservation, second.reservation)) {
                return false;
            }
            Child child = new Child(to, bucket);
            child.takeSlots(first, -1);
            if (!child.takeRest(second, counters)) {
                return false;
            }
            Overflow overflow;
            try {
                overflow = merged(child.rest, merged(first.overflow, second.overflow));
            } catch (Throwable e) {
                // Another caller's keys: see Source.slotsWithBit.
                counters.increment(Counters.EVACUATION_FAILURES);
                return false;
            }
            child.takeOverflow(overflow);
            counters.overflowMade(overflow);
            child.reservation = first.reservation != null ? first.reservation : second.reservation;
            child.prepare();
            if (epochs.current().open != null) {
                t.ensureEvacEpochs(Table.segmentOf(first.bucket));
                t.ensureEvacEpochs(Table.segmentOf(second.bucket));
            }
            if (!first.lock()) {
                continue;
            }
            // Two locks are taken in the order of their indexes, and the second is not waited for.
            if (!second.lock()) {
                first.unlock();
                return false;
            }
            Epoch epoch = epochs.current();
            boolean prepared = epoch.open == null || (first.hasEvacEpochs() && second.hasEvacEpochs());
            if (!prepared || !child.pinnedValuesHold()) {
                second.unlock();
                first.unlock();
                continue;
            }
            if (!first.isSound() || !second.isSound()) {
                second.unlock();
                first.unlock();
                reportBroken(t, bucket, NOT_SOUND);
                return false;
            }
            child.fill(Math.max(first.wordAt(epoch.number), second.wordAt(epoch.number)));
            // Both are marked before either is unlocked by its own mark becoming visible: a walker that finds one moved
            // and the other not would see the second's entries twice.
            first.markMoved(epoch);
            second.markMoved(epoch);
            first.unlockMoved();
            second.unlockMoved();
            countOverflow(child.overflowed(), false, first.overflow != null, second.overflow != null);
            count(t, to, 2);
            release(t, first.bucket);
            release(t, second.bucket);
            return true;
        }
    }

    /** One bucket has one reservation; that of a batch may lie in both. */
    private static boolean fitTogether(@Nullable Reservation a, @Nullable Reservation b) {
        return a == null || b == null || a == b;
    }

    private static @Nullable Overflow merged(@Nullable Overflow a, @Nullable Overflow b) {
        return a == null ? b : b == null ? a : a.merge(b);
    }

    /** Which of two buckets have an overflow now, and which had one before. */
    private void countOverflow(boolean one, boolean other, boolean oneBefore, boolean otherBefore) {
        int more = (one ? 1 : 0) + (other ? 1 : 0) - (oneBefore ? 1 : 0) - (otherBefore ? 1 : 0);
        if (more != 0) {
            counters.add(Counters.OVERFLOW_BUCKETS, more);
        }
    }

    private void count(Table t, Table to, int buckets) {
        if (t.countMovedOfTable(buckets)) {
            core.completeMove(t, to);
        }
    }

    /** Lets go of the bucket's segment if it was the last one there. After all counting, because it can fail. */
    private void release(Table t, int bucket) {
        if (t.countMoved(bucket)) {
            int j = Table.segmentOf(bucket);
            long lastMove = lastMove(t, j);
            if (lastMove == 0) {
                t.release(j);
            } else {
                epochs.offerEmptied(core, t, j, lastMove);
                epochs.enforceBound();
            }
        }
    }

    /** The epoch of the segment's last move that a snapshot could care about, or 0. */
    private static long lastMove(Table t, int j) {
        long last = 0;
        long[] epochs = t.evacEpochs[j];
        if (epochs != null) {
            for (long epoch : epochs) {
                last = Math.max(last, epoch);
            }
        }
        return last;
    }
}
