package dev.stillmap.server.engine;

/**
 * What an engine has counted.
 *
 * @param applied events that were applied
 * @param late events of these that a window should have had and did not take
 * @param newest the newest moment of an event, in milliseconds since 1970; {@link Long#MIN_VALUE} before the first
 */
public record EventCounts(long applied, long late, long newest) {

    /** Before the first event. */
    public static final EventCounts NONE = new EventCounts(0, 0, Long.MIN_VALUE);
}
