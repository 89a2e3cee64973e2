package dev.stillmap.server.input;

import de.siegmar.fastcsv.reader.CsvParseException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Objects;
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
     * @param failure what reading it as text or as CSV threw
     * @return what to tell the user
     */
    public static InputException unreadable(String source, long taken, Exception failure) {
        Throwable cause = failure instanceof UncheckedIOException unchecked
                ? Objects.requireNonNull(unchecked.getCause())
                : failure;
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
        if (cause instanceof CsvParseException) {
            return new InputException(
                    source + " is no CSV from here on," + after + ": " + cause.getMessage()
                            + ". Is a quote not closed, or the delimiter another one?",
                    cause);
        }
        return new InputException(source + " cannot be read" + after + ": " + cause.getMessage(), cause);
    }
}
