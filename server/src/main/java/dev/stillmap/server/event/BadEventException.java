package dev.stillmap.server.event;

/** Of a line that is no event; the message says what is wrong with it. It has no stack: bad lines may be many. */
public final class BadEventException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * For a reason.
     *
     * @param reason what is wrong with the line
     */
    public BadEventException(String reason) {
        super(reason, null, false, false);
    }
}
