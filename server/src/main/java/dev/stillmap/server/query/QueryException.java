package dev.stillmap.server.query;

/** A question that makes no sense; the message says why, and what would. */
public final class QueryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueryException(String message) {
        super(message, null, false, false);
    }
}
