package dev.stillmap;

/**
 * A snapshot was closed by its map because open snapshots retained more memory than allowed. Close snapshots sooner, or
 * build the map with a higher {@link StillMap.Builder#maxRetainedBytes}. Thrown by every use of the snapshot, and of
 * what was derived from it, until its handle is closed; what was read before stays right.
 */
public class SnapshotExpiredException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what was wrong and what to do
     */
    public SnapshotExpiredException(String message) {
        super(message);
    }
}
