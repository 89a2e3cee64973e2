package dev.stillmap.server.definition;

import java.time.Duration;

/**
 * Which events a feature is of: those of the last {@code size}, moved on by {@code slide}. A tumbling window's slide is its
 * size.
 *
 * @param size how long it is
 * @param slide how far apart its ends are; divides the size
 */
public record WindowDefinition(Duration size, Duration slide) {

    /**
     * Parts that are kept of it for each entity: what it costs in memory.
     *
     * @return at least 1
     */
    public int panes() {
        return Math.toIntExact(size.toMillis() / slide.toMillis());
    }
}
