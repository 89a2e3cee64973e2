package dev.stillmap.server.ingest;

import org.jspecify.annotations.Nullable;

/**
 * How far an input has been read.
 *
 * @param name the file, stream or generator
 * @param state whether it goes on
 * @param accepted events that were applied
 * @param rejected lines that were no events, or could not be applied
 * @param bytes bytes read, as they lie there: compressed, if they are
 * @param size bytes there are; -1 if that is not known
 * @param error why it failed; null unless it did
 */
public record InputStatus(
        String name,
        State state,
        long accepted,
        long rejected,
        long bytes,
        long size,
        @Nullable String error) {

    /** Whether an input goes on. */
    public enum State {
        /** It is being read, or waits for its turn. */
        READING,
        /** It has been read to its end. */
        DONE,
        /** It could not be read on; what came before was applied. */
        FAILED
    }
}
