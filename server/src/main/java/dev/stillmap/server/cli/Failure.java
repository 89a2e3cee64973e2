package dev.stillmap.server.cli;

/** Something that was to be expected; the message says what and what to do. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Failure(String message) {
        super(message);
    }
}
