package dev.stillmap.bench.subject;

import dev.stillmap.StillMap;
import java.util.Map;

/** A way to take a point-in-time view in constant time. */
public enum SnapshotMethod {
    /** {@code StillMap.snapshot}. */
    STILLMAP("StillMap.snapshot", Subject.STILLMAP),
    /** {@code TrieMap.readOnlySnapshot}. */
    TRIEMAP("TrieMap.readOnlySnapshot", Subject.TRIEMAP),
    /** Nothing is taken: what reading the clock twice costs. */
    CONTROL("control (clock only)", Subject.CHM);

    private final String label;
    private final Subject subject;

    SnapshotMethod(String label, Subject subject) {
        this.label = label;
        this.subject = subject;
    }

    /**
     * The map that this way belongs to.
     *
     * @return the map
     */
    public Subject subject() {
        return subject;
    }

    /**
     * Takes a view.
     *
     * @param map a map made by {@link #subject()}
     * @return the view
     */
    public Object take(Map<Object, Object> map) {
        return switch (this) {
            case STILLMAP -> ((StillMap<Object, Object>) map).snapshot();
            case TRIEMAP -> ((TrieMapAdapter) map).readOnlySnapshot();
            case CONTROL -> map;
        };
    }

    /**
     * Gives a view back, if its kind needs that.
     *
     * @param view what {@link #take} returned
     * @throws Exception if closing fails
     */
    public static void release(Object view) throws Exception {
        if (view instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    @Override
    public String toString() {
        return label;
    }
}
