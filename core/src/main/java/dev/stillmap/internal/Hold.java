package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import dev.stillmap.BucketLockedException;
import dev.stillmap.IterationPriority;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A hold of a map's iteration lock, as the map knows it: who is to wait, for how long, and what it reads. It never
 * refers to the user's handle. {@link HoldQueue} says when it begins, {@link Epochs} makes it known to writers.
 *
 * <p>A hold that lets writers wait has a snapshot from its beginning. One that refuses them has none: each bucket that
 * it reads is frozen first, and is read as it is. Its snapshot is taken when its block time is over or somebody needs
 * the whole, and agrees with all that was read before, since frozen buckets have not changed.
 */
public final class Hold extends Guard {

    final Thread owner = Thread.currentThread();

    final IterationPriority priority = IterationPriority.current();

    final HashScope scope;

    final boolean refuses;

    final long blockNanos;

    /** Of the queue's lock: signalled when it is this one's turn, and when it is over. */
    final Condition changed;

    /** As the queue's clock: until when writers wait, then until when the next hold waits for these writers. */
    volatile long deadline;

    /** As the queue's clock. */
    long begunAt;

    /** As the queue's clock: those with less come first. Guarded by the queue's lock, as all that follows. */
    long rank;

    /** Tells those of one rank apart. */
    long number;

    /** Which of the map's holds it is, counted from 1; 0 while it waits for its turn. */
    long turn;

    /** As the queue's clock: when its turn came. */
    long turnedAt;

    /** Of the queue: the one that was passed over, or has degraded, before this. */
    @Nullable
    Hold passedOver;

    @Nullable
    Hold degradedBefore;

    /** Writers that wait, or were let go and have not written yet. */
    int writers;

    /** Null while a refusing hold has no snapshot. */
    volatile @Nullable SnapshotNode node;

    /** A refusing hold's table and its frozen buckets; set before it is made known. */
    @Nullable
    Table root;

    private @Nullable AtomicLongArray frozen;

    /** No bucket may be written any more. */
    volatile boolean allFrozen;

    private volatile boolean degraded;

    /** Weak: an action may refer to the handle, which must not be kept from being found when it is dropped. */
    private final WeakReference<Degradation> degradation;

    /** Keeps it until the handle does. */
    private @Nullable Degradation untaken;

    private volatile boolean ended;

    Hold(MapCore map, HashScope scope, boolean refuses, long blockNanos, Condition changed) {
        super(map);
        this.scope = scope;
        this.refuses = refuses;
        this.blockNanos = blockNanos;
        this.changed = changed;
        assert Allocations.permit("way to the degradation of a hold");
        this.untaken = new Degradation(map.tracer().mapName());
        this.degradation = new WeakReference<>(untaken);
    }

    /** Whether it keeps nobody back any more. */
    @Override
    boolean isOver() {
        // Of a refusing hold that has degraded, an epoch of before may be in a writer's hand: it would write into what
        // the snapshot holds. The next epoch does not list the hold.
        return ended || (hasDegraded() && !refuses);
    }

    boolean hasDegraded() {
        return degraded;
    }

    void markDegraded() {
        Degradation told = degradation.get();
        if (told != null) {
            told.mark();
        }
        // Only now do writers go on: the handle does not call itself exclusive after one of them has.
        degraded = true;
    }

    /** To be called without a lock after it has degraded. */
    void runActions() {
        Degradation told = degradation.get();
        if (told != null) {
            told.runActions();
        }
    }

    /** For the handle, once: it keeps this, and the hold does not. */
    public Degradation takeDegradation() {
        Degradation taken = requireNonNull(untaken);
        untaken = null;
        return taken;
    }

    boolean hasEnded() {
        return ended;
    }

    @Override
    void markEnded() {
        ended = true;
    }

    boolean isInForce() {
        return !ended && !hasDegraded();
    }

    /** Whether it keeps back a write of keys whose hashes agree with this one under the mask. */
    boolean keepsBack(@Nullable Pass pass, int hash, int mask) {
        return !isOver()
                && owner != Thread.currentThread()
                && (pass == null || !pass.isThrough(this))
                && scope.meets(hash, mask)
                && (!refuses || isFrozen(hash, mask));
    }

    /** Whether the two cannot be in force at once. */
    boolean meets(Hold other) {
        return scope.meets(other.scope);
    }

    /** What it reads; null while a refusing hold has no snapshot. */
    public @Nullable SnapshotNode node() {
        return node;
    }

    void freezesBucketsOf(Table table) {
        assert Allocations.permit("frozen buckets");
        root = table;
        frozen = new AtomicLongArray((table.buckets() + Long.SIZE - 1) / Long.SIZE);
    }

    /**
     * Freezes a bucket of {@link #root}. Volatile, before the bucket's word is looked at: a writer that has locked the
     * bucket and does not see this is seen, and waited for.
     */
    void freeze(int bucket) {
        AtomicLongArray bits = frozen;
        if (bits != null && !isSet(bits, bucket)) {
            bits.accumulateAndGet(bucket / Long.SIZE, 1L << bucket, (a, b) -> a | b);
        }
    }

    void freezeAll() {
        allFrozen = true;
    }

    void freezeBucketOf(int hash) {
        Table table = root;
        if (table != null) {
            freeze(hash & table.mask);
        }
    }

    private static boolean isSet(AtomicLongArray bits, int bucket) {
        return (bits.get(bucket / Long.SIZE) >>> bucket & 1) != 0;
    }

    private boolean isFrozen(int hash, int mask) {
        AtomicLongArray bits = frozen;
        Table table = root;
        if (allFrozen || bits == null || table == null) {
            return true;
        }
        if ((mask & table.mask) == table.mask) {
            return isSet(bits, hash & table.mask);
        }
        for (int bucket = hash & mask; bucket < table.buckets(); bucket += mask + 1) {
            if (isSet(bits, bucket)) {
                return true;
            }
        }
        return false;
    }

    BucketLockedException refusal(int hash, long nanosLeft) {
        return new BucketLockedException(
                "the iteration lock of map " + map.tracer().mapName() + ", held by thread "
                        + owner.getName()
                        + ", refuses writes to what it has shown, and this is a key of such a bucket (its hash is "
                        + Integer.toHexString(hash) + "). Write again when the hold is closed, at the latest in "
                        + (TimeUnit.NANOSECONDS.toMillis(nanosLeft) + 1) + " ms");
    }
}
