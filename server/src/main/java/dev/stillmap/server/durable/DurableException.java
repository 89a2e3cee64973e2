package dev.stillmap.server.durable;

import java.io.IOException;

/** A folder that cannot be used, or not be written now; the message says which, why, and what to do. */
public final class DurableException extends IOException {

    private static final long serialVersionUID = 1L;

    DurableException(String message) {
        super(message);
    }

    DurableException(String message, Throwable cause) {
        super(message, cause);
    }
}
