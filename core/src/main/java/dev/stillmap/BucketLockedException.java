package dev.stillmap;

/**
 * A write that a hold refuses, because the hold has shown the key's bucket already: see {@link
 * IterationLock.Policy#REFUSE}. The write has changed nothing; it may be repeated when the hold has been closed or its
 * block time is over.
 */
public final class BucketLockedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message which bucket, whose hold, and until when
     */
    public BucketLockedException(String message) {
        super(message);
    }
}
