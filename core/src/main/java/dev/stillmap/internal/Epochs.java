package dev.stillmap.internal;

import dev.stillmap.stats.SnapshotStats;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The epoch, the open snapshots, and the memory that they retain: of one map, or of all maps of a domain.
 *
 * <p>Opening, closing and advancing install a new {@link Epoch} under {@link #snapshotLock}, which is held for constant
 * work and the release of emptied segments. Who holds it never waits for a bucket lock. Writers read {@link #current()}
 * without it.
 *
 * <p>Nodes form a list from the youngest to the oldest. A closed node stays in it until its copies have been handed to
 * the next older one of the same map, so a reader that walks from its node to younger ones misses none. A snapshot of
 * several maps is one node for each, all of one cut.
 */
public final class Epochs {

    /** Leaves room for the epochs that full sequence numbers ask for. */
    private static final long LAST_SNAPSHOT = (1L << 46) - (1L << 42);

    /** A bit that no stamp has. */
    private static final long GUARDED = 1L << 62;

    /**
     * An emptied segment that an open snapshot of its map still reads; it links itself, as a collection may fail to
     * grow.
     */
    private static final class Kept {

        final MapCore map;

        final Table table;

        final int segment;

        final long lastMove;

        final long bytes;

        final long since = System.nanoTime();

        @Nullable
        Kept next;

        Kept(MapCore map, Table table, int segment, long lastMove, @Nullable Kept next) {
            assert Allocations.permit("kept segment");
            this.map = map;
            this.table = table;
            this.segment = segment;
            this.lastMove = lastMove;
            this.bytes = table.segmentBytes(segment);
            this.next = next;
        }
    }

    /** Is taken also when there is no memory for a place in its queue, or a close could fail and never be repeated. */
    private static final class QueuedLock extends ReentrantLock {

        private static final long serialVersionUID = 1L;

        @Override
        public void lock() {
            try {
                assert Allocations.permit("place in the queue of a lock");
                super.lock();
            } catch (OutOfMemoryError e) {
                while (!tryLock()) {
                    Thread.yield();
                }
            }
        }
    }

    private final ReentrantLock snapshotLock = new QueuedLock();

    private final Condition retentionChanged = snapshotLock.newCondition();

    /** Held by the closer that hands copies over. Taken before {@link #snapshotLock}. */
    private final ReentrantLock closeLock = new QueuedLock();

    private final long maxRetainedBytes;

    private final boolean waitsForMemory;

    private volatile Epoch epoch = new Epoch(1, null, null);

    /** Never less than the number of {@link #epoch}: it moves first. Has {@link #GUARDED} while the epoch has guards. */
    private volatile long number = 1;

    /**
     * Moves, under {@link #closeLock}, after copies were handed over and before the node that held them leaves the
     * list.
     */
    private volatile long handovers;

    private @Nullable SnapshotNode youngest;

    private @Nullable SnapshotNode oldest;

    private int openCount;

    private @Nullable Kept keptSegments;

    /** Bytes of the copies of all linked nodes. */
    private final AtomicLong copiedBytes = new AtomicLong();

    /** Bytes of {@link #keptSegments}. */
    private final AtomicLong keptBytes = new AtomicLong();

    /** @param waitsForMemory whether writers wait when snapshots retain more than that; else the oldest are closed */
    public Epochs(long maxRetainedBytes, boolean waitsForMemory) {
        this.maxRetainedBytes = maxRetainedBytes;
        this.waitsForMemory = waitsForMemory;
    }

    Epoch current() {
        return epoch;
    }

    /**
     * A number that is the current epoch's, or already the next one's. A writer whose bucket carries it as its stamp
     * has read the current epoch: nobody stamps with a number before its epoch is installed. While there are guards it
     * is no stamp at all, so that who compares it with one reads the epoch and finds them.
     */
    long number() {
        return number;
    }

    private void install(Epoch next) {
        number = next.guards == null ? next.number : next.number | GUARDED;
        epoch = next;
    }

    long handovers() {
        return handovers;
    }

    /**
     * Opens a snapshot of the map.
     *
     * @param scanStart the first bucket of a scan that will own the node
     * @param hold what keeps writers back from the snapshot's instant on, if it is not over by then
     */
    SnapshotNode open(MapCore map, int scanStart, @Nullable Hold hold) {
        snapshotLock.lock();
        try {
            Epoch now = epochToClose();
            // The table is read before the epoch is installed: what a later table holds alone is younger than the cut.
            SnapshotNode node = new SnapshotNode(map, now.number, map.table(), scanStart, youngest);
            Hold listed = hold == null || hold.isOver() ? null : hold;
            Epoch next = new Epoch(now.number + 1, node, Guard.remaining(now.guards, null, listed));
            if (hold != null) {
                hold.node = node;
            }
            link(node);
            // Linearization point of a snapshot: every write that reads its epoch before this is in it, no later one
            // is.
            install(next);
            return node;
        } finally {
            snapshotLock.unlock();
        }
    }

    /** Opens one snapshot of several maps of the domain: a node for each, in their order. */
    public SnapshotNode[] open(List<MapCore> maps) {
        assert Allocations.permit("nodes of a snapshot");
        SnapshotNode[] nodes = new SnapshotNode[maps.size()];
        if (nodes.length == 0) {
            return nodes;
        }
        snapshotLock.lock();
        try {
            Epoch now = epochToClose();
            SnapshotNode last = youngest;
            for (int i = 0; i < nodes.length; i++) {
                MapCore map = maps.get(i);
                last = new SnapshotNode(map, now.number, map.table(), 0, last);
                nodes[i] = last;
            }
            Epoch next = new Epoch(now.number + 1, last, Guard.remaining(now.guards, null, null));
            for (SnapshotNode node : nodes) {
                link(node);
            }
            // Linearization point, as above.
            install(next);
        } finally {
            snapshotLock.unlock();
        }
        for (SnapshotNode node : nodes) {
            node.map.noteOpened(node);
        }
        return nodes;
    }

    /**
     * Makes a refusing hold known to writers, without a snapshot; or with one, and not known, if it has degraded by
     * then.
     */
    void beginRefusing(Hold hold) {
        snapshotLock.lock();
        try {
            if (hold.hasDegraded()) {
                settle(hold, true);
                return;
            }
            hold.freezesBucketsOf(hold.map.table());
            list(hold);
        } finally {
            snapshotLock.unlock();
        }
    }

    /** Makes a guard known to writers, without a snapshot. */
    void list(Guard guard) {
        snapshotLock.lock();
        try {
            Epoch now = epoch;
            // Linearization point of the guard: it is minded by every write that reads its epoch after this.
            install(new Epoch(now.number, now.open, Guard.remaining(now.guards, null, guard)));
        } finally {
            snapshotLock.unlock();
        }
    }

    /**
     * Takes the snapshot of a refusing hold, unless it has one or has ended. It agrees with what the hold has read:
     * until the new epoch, nobody writes to frozen buckets.
     *
     * @param degrades whether writers need not mind the hold from then on
     */
    void settle(Hold hold, boolean degrades) {
        boolean opened = false;
        snapshotLock.lock();
        try {
            if (hold.hasEnded()) {
                return;
            }
            Epoch now = epoch;
            Guard[] guards = Guard.remaining(now.guards, degrades ? hold : null, null);
            Epoch next;
            if (hold.node == null) {
                epochToClose();
                SnapshotNode node = new SnapshotNode(hold.map, now.number, hold.map.table(), 0, youngest);
                next = new Epoch(now.number + 1, node, guards);
                // First no bucket may be written in this epoch any more: who finds the node reads all of them there,
                // frozen or not. Then the node, before the next epoch: who reads a bucket that was written in that one
                // has to find it.
                hold.freezeAll();
                hold.node = node;
                link(node);
                opened = true;
            } else {
                next = new Epoch(now.number, now.open, guards);
            }
            if (degrades) {
                hold.markDegraded();
            }
            install(next);
        } finally {
            snapshotLock.unlock();
        }
        SnapshotNode node = hold.node;
        if (opened && node != null) {
            hold.map.noteOpened(node);
        }
    }

    /** Lets writers forget a guard for good. */
    void end(Guard guard) {
        snapshotLock.lock();
        try {
            guard.markEnded();
            leaveOutOver();
        } finally {
            snapshotLock.unlock();
        }
    }

    /** Lets writers forget a waiting hold, which is a snapshot from now on. */
    void degrade(Hold hold) {
        snapshotLock.lock();
        try {
            hold.markDegraded();
            leaveOutOver();
        } finally {
            snapshotLock.unlock();
        }
    }

    private Epoch epochToClose() {
        Epoch now = epoch;
        if (now.number >= LAST_SNAPSHOT) {
            throw new IllegalStateException("this map has used up its " + now.number
                    + " epochs, the most that its stamps can tell apart; copy it into a new map");
        }
        return now;
    }

    private void link(SnapshotNode node) {
        if (youngest == null) {
            oldest = node;
        } else {
            youngest.younger = node;
        }
        youngest = node;
        openCount++;
    }

    /**
     * Makes sure that the epoch's number is at least {@code wanted}, for a bucket whose sequence numbers are used up.
     */
    void advance(long wanted) {
        snapshotLock.lock();
        try {
            Epoch now = epoch;
            if (wanted > Word.STAMP) {
                throw new IllegalStateException(
                        "this map has used up its " + Word.STAMP + " epochs; copy it into a new map");
            }
            if (now.number < wanted) {
                install(new Epoch(wanted, now.open, Guard.remaining(now.guards, null, null)));
            }
        } finally {
            snapshotLock.unlock();
        }
    }

    /** Closes a node whose last handle has gone. */
    void close(SnapshotNode node) {
        close(node, false);
    }

    private void close(SnapshotNode node, boolean expired) {
        long retained = node.retained();
        if (!markClosed(node, expired)) {
            return;
        }
        try {
            if (!node.unlinked) {
                handOverAndUnlink(node);
            }
        } finally {
            node.map.noteClosed(node, retained);
        }
    }

    private void handOverAndUnlink(SnapshotNode node) {
        closeLock.lock();
        try {
            SnapshotNode heir = heirOf(node);
            long bytes = 0;
            if (heir != null) {
                try {
                    bytes = handOver(node, heir);
                } catch (OutOfMemoryError e) {
                    // The node stays in the list, where older snapshots find its copies, until all these are closed.
                    return;
                }
                long made = handovers + 1;
                handovers = made;
            }
            snapshotLock.lock();
            try {
                // The copies change their owner at once: counted twice meanwhile, they could exceed the bound.
                unlink(node);
                if (heir != null) {
                    count(heir, bytes);
                }
            } finally {
                snapshotLock.unlock();
            }
        } finally {
            closeLock.unlock();
        }
    }

    /** Ends the saving of copies into the node; false if that was done before. */
    private boolean markClosed(SnapshotNode node, boolean expired) {
        snapshotLock.lock();
        try {
            if (node.closed) {
                return false;
            }
            node.expired = expired;
            // Before the epoch: who finds a bucket changed and no copy of it, because its writer knew no snapshot, has
            // to see why.
            node.closed = true;
            leaveOutOver();
            openCount--;
            if (heirOf(node) == null) {
                unlink(node);
            }
        } finally {
            snapshotLock.unlock();
        }
        // Orders the closing before the look at the copies. Paired with the fence between a writer's copy and its look
        // at `closed`: a copy that the handing over misses is saved once more by its writer, for an older node.
        VarHandle.fullFence();
        return true;
    }

    /** The next older snapshot of the same map. */
    private static @Nullable SnapshotNode heirOf(SnapshotNode closed) {
        SnapshotNode node = closed.older;
        while (node != null && node.map != closed.map) {
            node = node.older;
        }
        return node;
    }

    /** Installs an epoch that names no closed node as the youngest open one, and no guard that is over. */
    private void leaveOutOver() {
        Epoch now = epoch;
        SnapshotNode open = nextOpen(now.open);
        try {
            Guard[] guards = Guard.remaining(now.guards, null, null);
            if (open != now.open || guards != now.guards) {
                install(new Epoch(now.number, open, guards));
            }
        } catch (OutOfMemoryError e) {
            // A close must not fail, as nobody would repeat it. Writers pass over the closed node by its link to
            // the older ones, and over the guard; the next close or snapshot leaves them out.
        }
    }

    private static @Nullable SnapshotNode nextOpen(@Nullable SnapshotNode from) {
        SnapshotNode node = from;
        while (node != null && node.closed) {
            node = node.older;
        }
        return node;
    }

    /** Returns the estimated bytes that the heir has more. */
    private static long handOver(SnapshotNode from, SnapshotNode heir) {
        assert Allocations.permit("handing over");
        long[] bytes = new long[1];
        from.copies.forEach((table, bucket, copy) -> {
            if (copy.stamp() <= heir.cut) {
                bytes[0] += heir.copies.putIfAbsent(table, bucket, copy);
            }
        });
        return bytes[0];
    }

    /** The node keeps its own links and copies for readers that are on their way through it. */
    private void unlink(SnapshotNode node) {
        if (node.unlinked) {
            return;
        }
        SnapshotNode younger = node.younger;
        SnapshotNode older = node.older;
        SnapshotNode next = younger;
        while (next != null && next.map != node.map) {
            next = next.younger;
        }
        if (younger == null) {
            youngest = older;
        } else {
            younger.older = older;
        }
        if (older == null) {
            oldest = younger;
            // No reader comes through it any more; a handle that is kept must not keep all later snapshots.
            node.younger = null;
        } else {
            older.younger = younger;
        }
        node.unlinked = true;
        forget(node);
        if (next != null && next.closed && heirOf(next) == null) {
            // Its copies have no heir. It is still here because their handing over goes on, or failed.
            unlink(next);
        }
        releaseSegments();
        if (waitsForMemory) {
            retentionChanged.signalAll();
        }
    }

    /**
     * Takes an emptied segment: it is released at once, or when the last snapshot closes that is older than its last
     * move and not older than its table.
     */
    void offerEmptied(MapCore map, Table table, int segment, long lastMove) {
        snapshotLock.lock();
        try {
            if (isNeeded(map, table, lastMove)) {
                Kept kept;
                try {
                    kept = new Kept(map, table, segment, lastMove, keptSegments);
                } catch (OutOfMemoryError e) {
                    // The moves that emptied the segment are done. The collector takes it, with its table.
                    return;
                }
                keptSegments = kept;
                keptBytes.addAndGet(kept.bytes);
            } else {
                table.release(segment);
            }
        } finally {
            snapshotLock.unlock();
        }
    }

    private boolean isNeeded(MapCore map, Table table, long lastMove) {
        SnapshotNode node = oldest;
        while (node != null && (node.cut < table.born || node.map != map)) {
            node = node.younger;
        }
        return node != null && node.cut < lastMove;
    }

    private void releaseSegments() {
        Kept before = null;
        for (Kept kept = keptSegments; kept != null; kept = kept.next) {
            if (isNeeded(kept.map, kept.table, kept.lastMove)) {
                before = kept;
                continue;
            }
            if (before == null) {
                keptSegments = kept.next;
            } else {
                before.next = kept.next;
            }
            kept.table.release(kept.segment);
            keptBytes.addAndGet(-kept.bytes);
        }
    }

    /** Counts new bytes of a node's copies and holds the sum against the bound; call it without a bucket lock. */
    void retained(SnapshotNode node, long bytes) {
        count(node, bytes);
        enforceBound();
    }

    /** As {@link #retained}, without looking at the bound. */
    void count(SnapshotNode node, long bytes) {
        if (node.addRetained(bytes)) {
            copiedBytes.addAndGet(bytes);
        }
        if (node.unlinked) {
            snapshotLock.lock();
            try {
                forget(node);
                retentionChanged.signalAll();
            } finally {
                snapshotLock.unlock();
            }
        }
    }

    /** Takes a node's copies out of the sum. Called when it leaves the list, and by who adds to it afterwards. */
    private void forget(SnapshotNode node) {
        long bytes = node.takeRetained();
        if (bytes != 0) {
            copiedBytes.addAndGet(-bytes);
        }
    }

    /**
     * Closes the oldest snapshots until the bound holds. With the waiting policy, writers wait instead: {@link
     * #awaitMemory}.
     */
    void enforceBound() {
        while (!waitsForMemory && epoch.open != null && overBound()) {
            SnapshotNode victim = victim();
            if (victim == null) {
                return;
            }
            // A snapshot of several maps expires as a whole.
            for (SnapshotNode node = victim; node != null; node = openOf(victim.cut)) {
                close(node, true);
            }
        }
    }

    /** An open node of a cut, or null. */
    private @Nullable SnapshotNode openOf(long cut) {
        snapshotLock.lock();
        try {
            SnapshotNode node = oldest;
            while (node != null && (node.closed || node.cut < cut)) {
                node = node.younger;
            }
            return node == null || node.cut != cut ? null : node;
        } finally {
            snapshotLock.unlock();
        }
    }

    private boolean overBound() {
        return retainedBytes() > maxRetainedBytes;
    }

    /** The snapshot to close, or null if the bound holds: another writer may have closed one meanwhile. */
    private @Nullable SnapshotNode victim() {
        snapshotLock.lock();
        try {
            if (!overBound()) {
                return null;
            }
            SnapshotNode node = oldest;
            while (node != null && node.closed) {
                node = node.younger;
            }
            return node;
        } finally {
            snapshotLock.unlock();
        }
    }

    boolean waitsForMemory() {
        return waitsForMemory;
    }

    boolean isMemoryShort() {
        return overBound() && epoch.open != null;
    }

    /** Waits, without any bucket lock, until snapshots retain no more than the bound. */
    void awaitMemory() {
        snapshotLock.lock();
        try {
            while (overBound() && openCount > 0) {
                retentionChanged.awaitUninterruptibly();
            }
        } finally {
            snapshotLock.unlock();
        }
    }

    /** Shows the map's open snapshots, youngest first, under the short lock. */
    void forEachOpen(MapCore map, Consumer<SnapshotNode> action) {
        snapshotLock.lock();
        try {
            for (SnapshotNode node = youngest; node != null; node = node.older) {
                if (node.map == map && !node.closed) {
                    action.accept(node);
                }
            }
        } finally {
            snapshotLock.unlock();
        }
    }

    /** Estimated bytes of all bucket copies and of the emptied segments that snapshots keep. */
    private long retainedBytes() {
        // A copy may be taken out of the sum before its writer has put it in.
        return Math.max(0, copiedBytes.get() + keptBytes.get());
    }

    /** What the map's snapshots are and keep; of the bytes its part, which is the whole for a map alone. */
    SnapshotStats stats(MapCore map) {
        Counters counters = map.counters();
        snapshotLock.lock();
        try {
            long now = System.nanoTime();
            int open = 0;
            long bytes = 0;
            long oldestNanos = 0;
            for (SnapshotNode node = youngest; node != null; node = node.older) {
                if (node.map == map) {
                    bytes += node.retained();
                    if (!node.closed) {
                        open++;
                        oldestNanos = Math.max(oldestNanos, now - node.openedAt);
                    }
                }
            }
            long oldestSegment = 0;
            for (Kept kept = keptSegments; kept != null; kept = kept.next) {
                if (kept.map == map) {
                    bytes += kept.bytes;
                    oldestSegment = Math.max(oldestSegment, now - kept.since);
                }
            }
            // What has ended is read before what was opened: it is never more.
            long closed = counters.snapshotsClosed.sum();
            long leaked = counters.get(Counters.SNAPSHOTS_LEAKED);
            long expired = counters.get(Counters.SNAPSHOTS_EXPIRED);
            return new SnapshotStats(
                    counters.snapshotsOpened.sum(),
                    closed,
                    leaked,
                    counters.get(Counters.HANDLES_LEAKED),
                    expired,
                    open,
                    oldestNanos,
                    bytes,
                    maxRetainedBytes,
                    oldestSegment,
                    counters.bucketsCopied.sum());
        } finally {
            snapshotLock.unlock();
        }
    }
}
