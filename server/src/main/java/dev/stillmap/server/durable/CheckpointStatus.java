package dev.stillmap.server.durable;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the last checkpoint went.
 *
 * @param at when it was taken, or nothing was found that is not in it; null if there was none since the start
 * @param error why none could be taken since; null if all is well
 */
public record CheckpointStatus(
        @Nullable Instant at, @Nullable String error) {}
