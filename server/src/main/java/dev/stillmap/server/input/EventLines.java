package dev.stillmap.server.input;

import java.io.IOException;
import java.io.Reader;

/** Reads events of one format. For one thread, and one source. */
interface EventLines {

    /**
     * Reads to the end, or until it is stopped.
     *
     * @throws IOException if the text cannot be read on
     */
    void read(String source, Reader text, EventSink sink, ReadProgress progress) throws IOException;

    /** Events that were taken, also after a failure. */
    long taken();
}
