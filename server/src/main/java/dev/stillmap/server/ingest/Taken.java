package dev.stillmap.server.ingest;

import java.util.List;

/**
 * What became of the events of a request.
 *
 * @param source what its rejected lines are kept under
 * @param accepted events that were applied
 * @param rejectedCount lines that were no events, or could not be applied
 * @param rejected the first of these, {@link #MOST_LINES} at most
 */
public record Taken(String source, long accepted, long rejectedCount, List<Line> rejected) {

    /** Of more, there is only the number. */
    public static final int MOST_LINES = 1_000;

    /**
     * A line that was rejected.
     *
     * @param line where it begins, from 1 on
     * @param reason why
     */
    public record Line(long line, String reason) {}
}
