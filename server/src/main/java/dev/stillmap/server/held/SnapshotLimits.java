package dev.stillmap.server.held;

import java.time.Duration;

/**
 * What clients may hold.
 *
 * @param most snapshots at a time
 * @param usual how long one is held if its holder does not say
 * @param longest how long one is held at most
 */
public record SnapshotLimits(int most, Duration usual, Duration longest) {

    /** A hundred, for five minutes, an hour at most. */
    public static final SnapshotLimits DEFAULT = new SnapshotLimits(100, Duration.ofMinutes(5), Duration.ofHours(1));
}
