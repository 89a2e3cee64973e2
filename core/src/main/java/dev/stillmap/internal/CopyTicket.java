package dev.stillmap.internal;

/**
 * What a writer has made ready, outside the bucket's lock, for the copy that a snapshot may ask of it: whose snapshot,
 * where the copy goes, and an empty copy of the right size. For one thread, one attempt.
 */
final class CopyTicket {

    final SnapshotNode keeper;

    final BucketCopy copy;

    private final Object[] chunk;

    /** Whether the copy was stored and the write made. */
    boolean used;

    CopyTicket(SnapshotNode keeper, Object[] chunk, int entries) {
        assert Allocations.permit("copy ticket");
        this.keeper = keeper;
        this.chunk = chunk;
        this.copy = new BucketCopy(entries);
    }

    /** Publishes the filled copy. */
    void store(int bucket) {
        CopyStore.put(chunk, bucket, copy);
    }
}
