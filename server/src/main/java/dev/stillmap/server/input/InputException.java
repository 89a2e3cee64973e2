package dev.stillmap.server.input;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.zip.ZipException;

/** An input that cannot be read on; the message says which, where, why, and what to do. What was read before stays. */
public final class InputException extends IOException {

    private static final long serialVersionUID = 1L;

    InputException(String message) {
        super(message);
    }

    InputException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Of a stream that failed after so many events. */
    static InputException unreadable(String source, long taken, IOException cause) {
        if (cause instanceof InputException known) {
            return known;
        }
        String after = " after " + taken + " events";
        if (cause instanceof EOFException) {
            return new InputException(source + " is cut short" + after + ": copy it again", cause);
        }
        if (cause instanceof ZipException) {
            return new InputException(
                    source + " is damaged" + after + " (" + cause.getMessage() + "): copy it again", cause);
        }
        if (cause instanceof CharacterCodingException) {
            return new InputException(source + " is not UTF-8" + after + ": convert it, with iconv for one", cause);
        }
        return new InputException(source + " cannot be read" + after + ": " + cause.getMessage(), cause);
    }
}
