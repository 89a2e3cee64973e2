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

    /**
     * Of something that failed while it was read.
     *
     * @param source what messages call it
     * @param taken how many events were taken before
     * @param failure what reading it as text threw
     * @return what to tell the user
     */
    public static InputException unreadable(String source, long taken, IOException failure) {
        if (failure instanceof InputException known) {
            return known;
        }
        String after = " after " + taken + " events";
        if (failure instanceof EOFException) {
            return new InputException(source + " is cut short" + after + ": copy it again", failure);
        }
        if (failure instanceof ZipException) {
            return new InputException(
                    source + " is damaged" + after + " (" + failure.getMessage() + "): copy it again", failure);
        }
        if (failure instanceof CharacterCodingException) {
            return new InputException(source + " is not UTF-8" + after + ": convert it, with iconv for one", failure);
        }
        return new InputException(source + " cannot be read" + after + ": " + failure.getMessage(), failure);
    }
}
