package dev.stillmap.server.input;

import java.io.IOException;
import java.io.InputStream;

/**
 * Something that events are read from.
 *
 * @param name the absolute path of the file, or what a stream is called
 * @param size its bytes; -1 if that is not known
 * @param opening opens it
 */
public record Source(String name, long size, Opening opening) {

    /**
     * Whether it is a file, which can be read again from its beginning; of a pipe nobody knows the length.
     *
     * @return whether its length is known
     */
    public boolean isReplayable() {
        return size >= 0;
    }

    /** Opens a source. */
    @FunctionalInterface
    public interface Opening {

        /**
         * Opens it.
         *
         * @return its bytes
         * @throws IOException if it cannot be opened
         */
        InputStream open() throws IOException;
    }
}
