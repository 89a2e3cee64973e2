package dev.stillmap.server.input;

import java.io.IOException;
import java.io.Reader;

/** Reads events of one format. For one thread, and one source. */
interface EventLines {

    /**
     * Reads from where the progress says to the end, or until it is stopped.
     *
     * @throws IOException if the text cannot be read on, or ends before that line
     */
    void read(String source, Reader text, EventSink sink, ReadProgress progress) throws IOException;

    /** Of a text that ends before the line up to which it was read before. */
    static InputException shorter(String source, long after) {
        return new InputException(
                source + " ends before line " + after + ", up to which it was read before: it is another, or was cut");
    }

    /** Events that were taken, also after a failure. */
    long taken();
}
