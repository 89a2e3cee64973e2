package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import dev.stillmap.SnapshotExpiredException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of one map as the map knows it: its cut, the table that was current, its bucket copies and its neighbours
 * in age, which may be of other maps of the domain. It never refers to the user's handle, or a forgotten handle could
 * not be found. Links and the closing belong to {@link Epochs}.
 */
public final class SnapshotNode {

    private static final VarHandle SCAN_DONE;

    private static final VarHandle RETAINED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SCAN_DONE = lookup.findVarHandle(SnapshotNode.class, "scanDone", int.class);
            RETAINED = lookup.findVarHandle(SnapshotNode.class, "retained", AtomicLong.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final MapCore map;

    /** The snapshot holds every write whose bucket carries a stamp at or below this. */
    final long cut;

    final long openedAt = System.nanoTime();

    final Table root;

    volatile @Nullable SnapshotNode older;

    volatile @Nullable SnapshotNode younger;

    /** No writer saves copies here any more. */
    volatile boolean closed;

    /** Set before {@link #closed} when the memory bound closed it, not its user. */
    volatile boolean expired;

    /** A handle was dropped without a close. */
    volatile boolean leaked;

    /** Handles that still use this node. */
    private final AtomicInteger handles = new AtomicInteger(1);

    /** The number of entries, or -1 while nobody has counted them. */
    volatile long entries = -1;

    /** Bytes of the copies and of what holds them; null while there are none. */
    private volatile @Nullable AtomicLong retained;

    final CopyStore copies = new CopyStore();

    /** The node has left the list and its bytes the sum. */
    volatile boolean unlinked;

    /** First bucket of the scan that owns this node. */
    private final int scanStart;

    /** Buckets of {@link #root} that the owning scan is done with; 0 for a node that a handle may read again. */
    @SuppressWarnings("UnusedVariable") // through SCAN_DONE
    private int scanDone;

    SnapshotNode(MapCore map, long cut, Table root, int scanStart, @Nullable SnapshotNode older) {
        assert Allocations.permit("snapshot node");
        this.map = map;
        this.cut = cut;
        this.root = root;
        this.scanStart = scanStart;
        this.older = older;
    }

    /** Whether the owning scan has passed the bucket. A stale answer only costs a copy. */
    boolean passed(Table table, int bucket) {
        int done = (int) SCAN_DONE.getAcquire(this);
        return done != 0 && table.mask >= root.mask && (((bucket & root.mask) - scanStart) & root.mask) < done;
    }

    /** Release: a bucket is read before it is said to be passed. */
    void setScanDone(int buckets) {
        SCAN_DONE.setRelease(this, buckets);
    }

    /** Counts bytes of copies; false when there is no memory to count in. */
    boolean addRetained(long bytes) {
        AtomicLong sum = retained;
        if (sum == null) {
            // Made by a writer and not with the node: beside the node's fields, each copy would take their line away
            // from the readers.
            try {
                assert Allocations.permit("retained bytes");
                RETAINED.compareAndSet(this, null, new AtomicLong());
            } catch (OutOfMemoryError e) {
                // Asked for after the write that made the copy, which must not fail any more.
                return false;
            }
            sum = requireNonNull(retained);
        }
        sum.addAndGet(bytes);
        return true;
    }

    long retained() {
        AtomicLong sum = retained;
        return sum == null ? 0 : sum.get();
    }

    /** The bytes counted since the last call. */
    long takeRetained() {
        AtomicLong sum = retained;
        return sum == null || sum.get() == 0 ? 0 : sum.getAndSet(0);
    }

    /** Adds a handle; false when the last one has gone. */
    public boolean retain() {
        int count;
        do {
            count = handles.get();
            if (count == 0) {
                return false;
            }
        } while (!handles.compareAndSet(count, count + 1));
        return true;
    }

    /** Takes a handle away; true when it was the last. */
    boolean releaseHandle() {
        return handles.decrementAndGet() == 0;
    }

    public boolean isClosed() {
        return closed;
    }

    /** Whether the memory bound closed it. */
    public boolean isExpired() {
        return expired;
    }

    public RuntimeException closedException() {
        return expired
                ? new SnapshotExpiredException(
                        "the snapshot was closed because snapshots retained more memory than the map allows;"
                                + " close snapshots sooner, or build the map with a higher maxRetainedBytes")
                : closedHandle();
    }

    /** What a use after the close throws. */
    public static IllegalStateException closedHandle() {
        return new IllegalStateException("the snapshot is closed; take a new one, or retain() a handle for each user");
    }
}
