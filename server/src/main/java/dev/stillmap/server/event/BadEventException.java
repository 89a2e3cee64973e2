package dev.stillmap.server.event;

/** Of a line that is no event; the message says what is wrong with it. It has no stack: bad lines may be many. */
public final class BadEventException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The line itself is kept beside the reason; a reason may be one of thousands in an answer. */
    private static final int LONGEST_QUOTED = 100;

    /**
     * For a reason.
     *
     * @param reason what is wrong with the line
     */
    public BadEventException(String reason) {
        super(reason, null, false, false);
    }

    /**
     * A value as a message shows it.
     *
     * @param text the value
     * @return its beginning, in quotes
     */
    public static String quoted(String text) {
        return text.length() <= LONGEST_QUOTED ? "'" + text + "'" : "'" + text.substring(0, LONGEST_QUOTED) + "…'";
    }
}
