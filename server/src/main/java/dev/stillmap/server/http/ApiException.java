package dev.stillmap.server.http;

/** A request that cannot be answered; the message says why, and what to do. */
final class ApiException extends RuntimeException {

    static final int BAD_REQUEST = 400;

    static final int UNAUTHORIZED = 401;

    static final int FORBIDDEN = 403;

    static final int NOT_FOUND = 404;

    static final int TOO_SLOW = 408;

    static final int GONE = 410;

    static final int TOO_LARGE = 413;

    static final int UNSUPPORTED_TYPE = 415;

    static final int UNPROCESSABLE = 422;

    static final int TOO_MANY = 429;

    static final int UNAVAILABLE = 503;

    private static final long serialVersionUID = 1L;

    private final int status;

    ApiException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
