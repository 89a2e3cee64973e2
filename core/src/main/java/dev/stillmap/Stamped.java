package dev.stillmap;

import dev.stillmap.internal.Stamp;

/**
 * A value together with the moment of its key at which it was read, from {@link StillMap#getStamped}. Immutable, safe
 * to hand to other threads, holds the key and the value but nothing of the map, and costs about 48 bytes.
 *
 * @param <V> type of the value
 */
public final class Stamped<V> {
    private final Stamp stamp;

    Stamped(Stamp stamp) {
        this.stamp = stamp;
    }

    Stamp stamp() {
        return stamp;
    }

    /**
     * The value.
     *
     * @return what the key had
     */
    @SuppressWarnings("unchecked") // only values of type V are ever stored
    public V value() {
        return (V) stamp.value;
    }

    /**
     * The value, marked as stamped.
     *
     * @return for logs
     */
    @Override
    public String toString() {
        return "Stamped[" + stamp.value + "]";
    }
}
