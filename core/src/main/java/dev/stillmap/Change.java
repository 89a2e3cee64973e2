package dev.stillmap;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of one key between two snapshots. Immutable; its key and values are the map's own objects.
 *
 * @param key the key, as the newer snapshot holds it, or the older one if it was removed
 * @param before the older snapshot's value, null if the key was added
 * @param after the newer snapshot's value, null if the key was removed
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public record Change<K, V>(
        K key, @Nullable V before, @Nullable V after) {

    /** How a key differs. */
    public enum Kind {
        /** Absent before. */
        ADDED,
        /** Present in both, with values that are not equal. */
        CHANGED,
        /** Absent after. */
        REMOVED
    }

    /**
     * Makes a change.
     *
     * @param key the key
     * @param before the value before, null if the key was absent
     * @param after the value after, null if the key is absent then
     * @throws NullPointerException if the key is null
     * @throws IllegalArgumentException if both values are null
     */
    public Change {
        Objects.requireNonNull(key);
        if (before == null && after == null) {
            throw new IllegalArgumentException("a key that is absent before and after did not change: " + key);
        }
    }

    /**
     * How the key differs.
     *
     * @return the kind of the change
     */
    public Kind kind() {
        return before == null ? Kind.ADDED : after == null ? Kind.REMOVED : Kind.CHANGED;
    }
}
