package dev.stillmap.server.ingest;

/**
 * How far a source has been read, and what became of it until then.
 *
 * @param line the line of the last event or rejected line; 0 before the first
 * @param accepted events that were applied
 * @param rejected lines that were no events, or could not be applied
 */
public record SourcePosition(long line, long accepted, long rejected) {

    /** Before the first line. */
    public static final SourcePosition START = new SourcePosition(0, 0, 0);
}
