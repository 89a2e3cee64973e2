package dev.stillmap.server.input;

import java.io.IOException;

/** An input that cannot be read on; the message says which, where, why, and what to do. What was read before stays. */
public final class InputException extends IOException {

    private static final long serialVersionUID = 1L;

    InputException(String message) {
        super(message);
    }

    InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
