package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import dev.stillmap.stats.MapOperation;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes to keys of one map, or of several that share their epochs, that take effect at one instant. For one thread;
 * used once.
 */
public final class Batch {

    /*
     * A commit locks the buckets of all its keys, reads the epoch once, and writes all of them before it unlocks the
     * first. Since nobody uses the content of a locked bucket, all writes take effect at that reading of the epoch.
     *
     * Locks are taken in one order, the same for all batches: by the table's age, then by the reversed bits of the
     * bucket's index, in which the keys of one bucket are neighbours whatever the size of the table. Everybody else who
     * holds a lock waits for none, so no circle can come about.
     *
     * What is written is planned before, without a lock, as a single write is: equals runs there and overflows are
     * made. A plan that does not hold any more when its bucket is locked is dropped with all others.
     *
     * Functions run between a reservation of all the batch's buckets and its end. A batch that finds another's
     * reservation gives its own back before it waits. Beside many functions it might never get all of its buckets in
     * this way, so after some times it keeps what it has, and gives it back only when a circle of waits would close
     * otherwise: no function is refused because of a batch that only waits. Reserved buckets are written by nobody
     * else, so a batch whose plans were overtaken several times reserves its buckets too, and gets through then.
     */

    private static final int PLANS_BEFORE_RESERVATION = 3;

    /** How often a batch looks whether a function has ended before it gives back what it has reserved. */
    private static final int PATIENCE = 100;

    /** How often a batch gives back what it has reserved before it keeps it. */
    private static final int GIVEN_BACK = 2;

    private static final Reservation[] NONE = {};

    private final List<BatchKey> keys = new ArrayList<>();

    private boolean used;

    /** The keys in the order of the locks. */
    private BatchKey[] ordered = {};

    private final List<BucketPlan> plans = new ArrayList<>();

    /** How many of {@link #plans} are locked. */
    private int locked;

    /** One for each map, while the buckets of all keys are reserved. */
    private Reservation[] reservations = NONE;

    private boolean roomMade;

    /** What the batch has waited for: one hold at most. */
    private final Pass pass = Pass.of(null);

    /** The hold that has kept it back. */
    private @Nullable Hold hold;

    /** The hash of the key that the hold minds. */
    private int heldHash;

    /** Adds a key that the batch does not have yet. */
    public BatchKey add(MapCore map, Object key) {
        BatchKey added = new BatchKey(map, key);
        assert Allocations.permit("list of a batch's keys");
        keys.add(added);
        return added;
    }

    public void checkUnused() {
        if (used) {
            throw new IllegalStateException("the batch was committed already; make a new one for each commit");
        }
    }

    /** Makes all writes at one instant, or none if it throws. */
    public void commit() {
        checkUnused();
        used = true;
        keys.removeIf(key -> !key.isWritten());
        if (keys.isEmpty()) {
            return;
        }
        boolean runsFunctions = false;
        boolean isListenedTo = false;
        for (BatchKey key : keys) {
            if (Reservation.isRunning(key.map)) {
                key.map.counters().increment(Counters.RECURSIVE_UPDATES_REFUSED);
                throw new IllegalStateException("a function given to a map commits a batch to that map;"
                        + " commit it before or after the function runs");
            }
            runsFunctions |= key.runsFunctions();
            isListenedTo |= key.map.probe() != null;
        }
        if (!isListenedTo) {
            commitAll(runsFunctions);
            return;
        }
        long from = System.nanoTime();
        try {
            commitAll(runsFunctions);
        } finally {
            tellListeners(System.nanoTime() - from);
        }
    }

    private void commitAll(boolean runsFunctions) {
        assert Allocations.permit("keys of a batch");
        ordered = keys.toArray(ordered);
        Epochs epochs = ordered[0].map.epochs();
        try {
            if (runsFunctions) {
                reserve(epochs);
                runFunctions();
            }
            for (int attempts = 1; !attempt(epochs); attempts++) {
                if (hold != null) {
                    awaitHold(hold);
                } else if (attempts >= PLANS_BEFORE_RESERVATION && reservations == NONE) {
                    reserve(epochs);
                }
            }
        } finally {
            try {
                if (reservations != NONE) {
                    giveBack();
                }
            } finally {
                Pass.giveBack(pass);
            }
        }
        // Nothing of this can take the writes back, and counting comes first because the rest can fail.
        for (BucketPlan plan : plans) {
            plan.map.countEntries(plan.inserted, plan.inserted - plan.added);
            plan.countOverflow();
        }
        for (BucketPlan plan : plans) {
            plan.map.afterBatch(plan);
        }
    }

    private void tellListeners(long nanos) {
        for (BatchKey key : keys) {
            OperationProbe probe = key.map.probe();
            if (probe != null) {
                probe.note(MapOperation.BATCH, nanos);
            }
        }
    }

    private void runFunctions() {
        int entered = 0;
        try {
            for (; entered < reservations.length; entered++) {
                reservations[entered].enter();
            }
            for (BatchKey key : keys) {
                key.decide();
            }
        } finally {
            while (entered > 0) {
                reservations[--entered].leave();
            }
        }
    }

    /** Plans, locks and writes; false when it was overtaken and nothing was done. */
    private boolean attempt(Epochs epochs) {
        if (reservations == NONE) {
            awaitMemory(epochs);
        }
        if (!plan()) {
            return false;
        }
        boolean done = false;
        try {
            done = lockAll() && write(epochs);
        } finally {
            while (locked > 0) {
                plans.get(--locked).unlock();
            }
        }
        if (!done) {
            for (BucketPlan plan : plans) {
                plan.map.writes().advanceIfSequenceFull(plan.word);
            }
        }
        return done;
    }

    /** Waits for memory, if writers do, while nothing is reserved or locked. */
    private void awaitMemory(Epochs epochs) {
        if (epochs.waitsForMemory()) {
            for (BatchKey key : ordered) {
                long word = key.locate();
                key.map.writes().awaitMemory(key.table, key.bucket(), word, pass);
            }
        }
    }

    /** Brings the keys into the order of the locks, as of now. */
    private void order() {
        for (BatchKey key : ordered) {
            key.locate();
        }
        if (ordered.length > 1) {
            Arrays.sort(ordered);
        }
    }

    /** Plans all buckets; false when one of them has moved meanwhile or was reserved by another. */
    private boolean plan() {
        order();
        plans.clear();
        int inserted = 0;
        for (int i = 0; i < ordered.length; ) {
            BatchKey first = ordered[i];
            int bucket = first.bucket();
            BucketPlan plan = BucketPlan.look(first.map, first.table, bucket);
            if (plan == null) {
                return false;
            }
            if (Word.reserved(plan.word) && !isMine(plan.reservation())) {
                if (plan.reservation() != null) {
                    Pass.giveBack(pass);
                    plan.reservation().await();
                }
                return false;
            }
            for (; i < ordered.length && ordered[i].table == first.table && ordered[i].bucket() == bucket; i++) {
                plan.add(ordered[i].hash, ordered[i].key, ordered[i].value());
            }
            assert Allocations.permit("list of a batch's plans");
            plans.add(plan);
            inserted += plan.inserted;
        }
        if (inserted > Table.SLOTS && !roomMade) {
            roomMade = true;
            makeRoom();
            return false;
        }
        for (BucketPlan plan : plans) {
            plan.prepare();
        }
        return true;
    }

    /** Grows tables that would be too full afterwards: else all keys could end in the overflow of a few buckets. */
    private void makeRoom() {
        for (int i = 0; i < plans.size(); ) {
            MapCore map = plans.get(i).map;
            int inserted = 0;
            for (; i < plans.size() && plans.get(i).map == map; i++) {
                inserted += plans.get(i).inserted;
            }
            map.makeRoom(inserted);
        }
    }

    private boolean lockAll() {
        for (BucketPlan plan : plans) {
            if (!plan.lock()) {
                return false;
            }
            locked++;
        }
        return true;
    }

    /**
     * Writes all buckets, which are locked. Whatever is thrown before the first is stamped leaves all as it was;
     * nothing is thrown afterwards.
     *
     * @return false when nothing was done because a bucket has no sequence number left in this epoch
     */
    private boolean write(Epochs epochs) {
        Epoch epoch;
        long noted = epochs.current().number;
        for (long slack = plans.size(); ; slack <<= 1) {
            for (BucketPlan plan : plans) {
                plan.note(noted);
            }
            // Linearization point of all writes of the batch. A volatile read after the volatile locks, as in
            // Writes.commit; all buckets are locked, and none is unlocked before all are written.
            epoch = epochs.current();
            if (epoch.number <= noted) {
                break;
            }
            // Snapshots came in between, and who compares them may have missed the notes. A note of an epoch to come
            // costs a comparison too many; a batch that only tried again might never end.
            noted = epoch.number + slack;
        }
        if (isKeptBack(epoch)) {
            return false;
        }
        for (BucketPlan plan : plans) {
            if (plan.isSequenceFull(epoch)) {
                return false;
            }
        }
        for (BucketPlan plan : plans) {
            plan.copy(epoch);
        }
        for (BucketPlan plan : plans) {
            plan.trip(epoch);
        }
        for (BucketPlan plan : plans) {
            plan.stamp(epoch);
        }
        // Orders the pairs before the content, as in Writes.commit.
        VarHandle.storeStoreFence();
        for (BucketPlan plan : plans) {
            plan.write();
        }
        while (locked > 0) {
            plans.get(--locked).unlock();
        }
        complete();
        return true;
    }

    private boolean isKeptBack(Epoch epoch) {
        hold = null;
        if (epoch.guards == null) {
            return false;
        }
        for (BatchKey key : ordered) {
            Hold met = epoch.holdOn(key.map, pass, key.hash, -1);
            if (met != null) {
                hold = met;
                heldHash = key.hash;
                return true;
            }
        }
        return false;
    }

    private void awaitHold(Hold met) {
        hold = null;
        met.map.holds().await(met, pass, heldHash);
    }

    /** Reserves the buckets of all keys. */
    private void reserve(Epochs epochs) {
        for (int givenBack = 0; ; givenBack++) {
            awaitMemory(epochs);
            // As in Writes.write: nobody should wait for functions that have to wait for a hold before they can end.
            while (isKeptBack(epochs.current())) {
                awaitHold(requireNonNull(hold));
            }
            order();
            reservations = newReservations();
            Reservation other = reserveAll(givenBack >= GIVEN_BACK);
            if (other == null) {
                return;
            }
            giveBack();
            Pass.giveBack(pass);
            other.await();
        }
    }

    /** Returns the reservation that is in the way, or null. */
    private @Nullable Reservation reserveAll(boolean keeps) {
        for (BatchKey key : ordered) {
            for (Reservation other = reserve(key); other != null; other = reserve(key)) {
                if (!keeps || !other.awaitOrGiveWay()) {
                    return other;
                }
            }
        }
        return null;
    }

    private Reservation[] newReservations() {
        assert Allocations.permit("hashes of a batch");
        List<MapCore> maps = new ArrayList<>(1);
        for (BatchKey key : ordered) {
            if (!maps.contains(key.map)) {
                maps.add(key.map);
            }
        }
        Reservation[] made = new Reservation[maps.size()];
        for (int m = 0; m < made.length; m++) {
            int[] hashes = new int[ordered.length];
            int length = 0;
            for (BatchKey key : ordered) {
                if (key.map == maps.get(m)) {
                    hashes[length++] = Reservation.reversed(key.hash);
                }
            }
            assert Allocations.permit("hashes of a batch in one map");
            made[m] = new Reservation(maps.get(m), Arrays.copyOf(hashes, length));
        }
        return made;
    }

    /** Reserves one key's bucket; returns the reservation that is in the way, or null. */
    private @Nullable Reservation reserve(BatchKey key) {
        Reservation own = reservationOf(key.map);
        for (int spins = 0; ; spins = Backoff.pause(spins)) {
            long word = key.locate();
            Table t = key.table;
            int bucket = key.bucket();
            if (Word.locked(word)) {
                continue;
            }
            t.ensureOverflows(Table.segmentOf(bucket));
            Object cell = t.overflowCell(bucket);
            if (cell instanceof Reserved reserved) {
                if (reserved.reservation == own) {
                    return null;
                }
                if (spins > PATIENCE && !reserved.reservation.isDone()) {
                    return reserved.reservation;
                }
                continue;
            }
            Reserved mark = new Reserved(own, (Overflow) cell);
            if (t.replaceOverflowCell(bucket, word, cell, mark, word | Word.RES)) {
                return null;
            }
        }
    }

    private Reservation reservationOf(MapCore map) {
        for (Reservation own : reservations) {
            if (own.isOf(map)) {
                return own;
            }
        }
        throw new IllegalStateException("a batch has reserved nothing in a map that it writes to");
    }

    private boolean isMine(@Nullable Reservation reservation) {
        for (Reservation own : reservations) {
            if (own == reservation) {
                return true;
            }
        }
        return false;
    }

    /** Ends the reservation of all buckets without a change. */
    private void giveBack() {
        for (BatchKey key : ordered) {
            giveBack(key);
        }
        complete();
    }

    private void giveBack(BatchKey key) {
        for (int spins = 0; ; spins = Backoff.pause(spins)) {
            long word = key.locate();
            if (Word.locked(word)) {
                continue;
            }
            if (!Word.reserved(word)) {
                return;
            }
            Object cell = key.table.overflowCell(key.bucket());
            if (!(cell instanceof Reserved reserved)) {
                continue;
            }
            if (!isMine(reserved.reservation)) {
                return;
            }
            if (key.table.replaceOverflowCell(key.bucket(), word, cell, reserved.overflow, word & ~Word.RES)) {
                return;
            }
        }
    }

    /** Lets those go on who wait for the reservations; no bucket is marked any more. */
    private void complete() {
        for (Reservation own : reservations) {
            own.complete();
        }
        reservations = NONE;
    }
}
