package dev.stillmap.server.feature;

import dev.stillmap.server.event.Event;

/** An event on its way to its entities, and whether one of them left it out of a window. For one thread. */
public final class Arrival {

    private final Event event;

    private final boolean late;

    private final long newest;

    private boolean leftOut;

    /**
     * Of an event.
     *
     * @param event the event
     * @param late whether it is older than the definition allows: no window takes it then
     * @param newest the moment of the newest event of all, this among them, in milliseconds since 1970
     */
    public Arrival(Event event, boolean late, long newest) {
        this.event = event;
        this.late = late;
        this.newest = newest;
    }

    Event event() {
        return event;
    }

    boolean isLate() {
        return late;
    }

    /** Until where windows reach. */
    long newest() {
        return newest;
    }

    void leaveOut() {
        leftOut = true;
    }

    /**
     * Whether a window did not take it.
     *
     * @return whether it was late, or older than all parts of a window, for a feature that it would be of
     */
    public boolean isLeftOut() {
        return leftOut;
    }
}
