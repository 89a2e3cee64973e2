package dev.stillmap.server.input;

import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.Event;

/** Takes the events of an input, in their order, in one thread. */
public interface EventSink {

    /**
     * Takes an event.
     *
     * @param event the event
     * @param line where it stands in its source, from 1 on
     * @param text what stands there
     * @throws BadEventException if it cannot be taken; the line is rejected then
     */
    void accept(Event event, long line, String text) throws BadEventException;

    /**
     * Takes note of a line that is no event.
     *
     * @param rejected the line and why
     */
    void reject(Rejected rejected);
}
