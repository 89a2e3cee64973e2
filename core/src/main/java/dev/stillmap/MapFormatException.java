package dev.stillmap;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What was to be loaded is not a whole saved map: it is truncated, corrupt, of another kind or version, or its codec
 * does not read what was written. No map was made of it.
 */
public class MapFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    /** In bytes from where the reading began. */
    private final long position;

    /** In bytes from where the reading began. */
    private final long wholeLength;

    /**
     * Makes an exception.
     *
     * @param message what was wrong, where, and what to do
     * @param position where it was found
     * @param wholeLength the length of the part before that is whole
     * @param cause what a codec or a key threw, or null
     */
    public MapFormatException(String message, long position, long wholeLength, @Nullable Throwable cause) {
        super(message, cause);
        this.position = position;
        this.wholeLength = wholeLength;
    }

    /**
     * Where it was found: the begin of the block or entry that is wrong, or the end of what is truncated.
     *
     * @return the position in bytes, counted from where the reading began
     */
    public long position() {
        return position;
    }

    /**
     * How much of it would load: up to the end of the last section before {@link #position()}. If saving was
     * interrupted, this is where the save before it ended; what comes after is lost by cutting there.
     *
     * @return the length in bytes, counted from where the reading began; 0 if nothing would load
     */
    public long wholeLength() {
        return wholeLength;
    }
}
