package dev.stillmap.server.input;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Lines that end with a line feed. Of one that is too long only the beginning is held. For one thread. */
public final class LimitedLines {

    /** Characters that a line may have. */
    public static final int LONGEST = 1 << 20;

    /** Why a line that is too long is rejected. */
    public static final String TOO_LONG = "it has more than " + LONGEST + " characters";

    /** Of a line that is too long, what is kept of it. */
    private static final int LONGEST_SHOWN = 1_000;

    private final Reader text;

    private final StringBuilder line = new StringBuilder();

    private final char[] buffer = new char[1 << 14];

    private int at;

    private int end;

    private boolean tooLong;

    /**
     * Reads lines.
     *
     * @param text what they are read from; closed by who opened it
     */
    public LimitedLines(Reader text) {
        this.text = text;
    }

    /**
     * The next line, which may be the last without an end.
     *
     * @return the line without its end, or the beginning of one that is too long; null if there is none
     * @throws IOException if it cannot be read
     */
    public @Nullable String next() throws IOException {
        line.setLength(0);
        tooLong = false;
        boolean isThere = false;
        while (true) {
            if (at == end) {
                end = text.read(buffer);
                at = 0;
                if (end < 0) {
                    end = 0;
                    return isThere ? line.toString() : null;
                }
            }
            isThere = true;
            int begin = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            if (!tooLong) {
                line.append(buffer, begin, at - begin);
                tooLong = line.length() > LONGEST;
                line.setLength(tooLong ? LONGEST_SHOWN : line.length());
            }
            if (at < end) {
                at++;
                return line.toString();
            }
        }
    }

    /**
     * Whether the line that was read last is too long.
     *
     * @return whether only its beginning was returned
     */
    public boolean isTooLong() {
        return tooLong;
    }
}
