package dev.stillmap.server.held;

import dev.stillmap.server.engine.EngineSnapshot;
import java.time.Instant;

/**
 * A snapshot that a client holds. Immutable but for its end.
 *
 * @param id how it is asked for
 * @param name what its holder calls it; may be empty
 * @param created when it was taken
 * @param expires when it is closed at the latest
 * @param snapshot what it is of; closed by {@link HeldSnapshots} only
 */
public record HeldSnapshot(String id, String name, Instant created, Instant expires, EngineSnapshot snapshot) {

    boolean isClosedForMemory() {
        try {
            return snapshot.hasExpired();
        } catch (IllegalStateException e) {
            // Closed by another thread just now.
            return false;
        }
    }
}
