package dev.stillmap.server.cli;

/** Something that was to be expected; the message says what and what to do. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    Failure(String message) {
        this(0, message);
    }

    /** With the status of an answer. */
    Failure(int status, String message) {
        super(message);
        this.status = status;
    }

    /** 0 if it was no answer. */
    int status() {
        return status;
    }
}
