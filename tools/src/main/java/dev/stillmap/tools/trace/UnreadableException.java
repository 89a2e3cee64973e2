package dev.stillmap.tools.trace;

/** A file that is no recording, or not all of one. */
final class UnreadableException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
