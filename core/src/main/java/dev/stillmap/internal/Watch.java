package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ConcurrentModificationException;
import org.jspecify.annotations.Nullable;

/**
 * Tells an iteration of the first write that was not made through it. Writers trip it under their bucket's lock, before
 * they change the content, and allocate nothing. So an iteration that reads first, and then looks whether it is tripped,
 * has read what was there when the watch began.
 */
public final class Watch extends Guard {

    private static final int TRIPPING = 1;

    private static final int TRIPPED = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Watch.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** 0 while nobody has written. */
    private volatile int state;

    // Written between TRIPPING and TRIPPED by the one who trips.
    private int bucket;

    private int buckets;

    private long epoch;

    private @Nullable Thread writer;

    private volatile boolean over;

    Watch(MapCore map) {
        super(map);
    }

    @Override
    boolean isOver() {
        return over;
    }

    @Override
    void markEnded() {
        over = true;
    }

    /** Called under the lock of the bucket, when nothing can prevent the write any more. */
    void trip(int inBucket, int ofBuckets, long inEpoch) {
        if (state == 0 && STATE.compareAndSet(this, 0, TRIPPING)) {
            bucket = inBucket;
            buckets = ofBuckets;
            epoch = inEpoch;
            writer = Thread.currentThread();
            // Publishes the four, before the bucket is unlocked: who sees the write sees this too.
            state = TRIPPED;
        }
    }

    /** Whether somebody has written. */
    public boolean isTripped() {
        return state != 0;
    }

    /** What to throw when it {@link #isTripped}. */
    public ConcurrentModificationException changed() {
        for (int spins = 0; state != TRIPPED; spins = Backoff.pause(spins)) {}
        Thread by = requireNonNull(writer);
        return new ConcurrentModificationException("bucket " + bucket + " of " + buckets + " was changed in epoch "
                + epoch + " by " + (by == Thread.currentThread() ? "the iterating thread" : "thread " + by.getName())
                + ", not through this iteration");
    }
}
