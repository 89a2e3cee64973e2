package dev.stillmap;

/**
 * What happens when the open snapshots of a map retain more memory than {@link StillMap.Builder#maxRetainedBytes}. The
 * oldest snapshot has no heir for its copies, so closing it takes constant work and the release of old segments.
 */
public enum SnapshotRetention {

    /**
     * The oldest snapshot is closed; its next use throws {@link SnapshotExpiredException}. The writer that exceeds the
     * bound closes it, after any close that is under way, and others go on.
     */
    EXPIRE,

    /**
     * Writers that would have to copy a bucket wait until enough snapshots are closed. This breaks the promise that
     * snapshots never block a writer, and a thread that writes while it alone could close the snapshots waits for ever.
     */
    WAIT
}
