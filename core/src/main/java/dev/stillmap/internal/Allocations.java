package dev.stillmap.internal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets a test of this package refuse memory to the map, at one allocation or at any. Every allocation that an operation
 * makes asks before it, or in the constructor of what it makes. It asks in an assertion, so where these are off, as in
 * production, nothing is asked at all. Thread-safe.
 */
public final class Allocations {

    private static volatile @Nullable Consumer<String> gate;

    private Allocations() {}

    /**
     * Asks for an allocation, for use in {@code assert}.
     *
     * @param site what is allocated, in a few words
     * @return true
     * @throws OutOfMemoryError if a test refuses it
     */
    public static boolean permit(String site) {
        Consumer<String> asked = gate;
        if (asked != null) {
            asked.accept(site);
        }
        return true;
    }

    /** Sends every request to the gate, which refuses by throwing; null permits all again. */
    static void guardedBy(@Nullable Consumer<String> newGate) {
        gate = newGate;
    }
}
