package dev.stillmap.server.input;

/**
 * Follows the quotes of a record of CSV from line to line, to see where the record ends and whether its quotes make sense. A field is
 * quoted if it begins with a quote; elsewhere in a field that is not, a quote is a character like others. For one thread.
 */
final class CsvQuotes {

    private static final char QUOTE = '"';

    private final char delimiter;

    private boolean inside;

    private boolean broken;

    private boolean returns;

    CsvQuotes(char delimiter) {
        this.delimiter = delimiter;
    }

    /** Before the first line of a record. */
    void begin() {
        inside = false;
        broken = false;
        returns = false;
    }

    /** Goes over the next line, which has no line feed, and may end with a carriage return. */
    void follow(String line) {
        int length = line.endsWith("\r") ? line.length() - 1 : line.length();
        int lastReturn = line.lastIndexOf('\r', length - 1);
        int at = 0;
        while (at < length && !broken) {
            if (inside) {
                at = closed(line, at, length);
            } else if (line.charAt(at) == QUOTE) {
                inside = true;
                at++;
            } else {
                int next = line.indexOf(delimiter, at);
                int end = next < 0 ? length : next;
                returns |= at <= lastReturn && hasReturn(line, at, end);
                at = end + 1;
            }
        }
    }

    private static boolean hasReturn(String line, int from, int to) {
        int found = line.indexOf('\r', from);
        return found >= 0 && found < to;
    }

    /** Behind the delimiter that follows the closing quote, or behind two quotes, which stand for one, or behind the line. */
    private int closed(String line, int from, int length) {
        int quote = line.indexOf(QUOTE, from);
        if (quote < 0) {
            return length;
        }
        int behind = quote + 1;
        if (behind < length && line.charAt(behind) == QUOTE) {
            return behind + 1;
        }
        inside = false;
        broken = behind < length && line.charAt(behind) != delimiter;
        return behind + 1;
    }

    /** Whether the record goes on in the next line. */
    boolean isInside() {
        return inside;
    }

    /** Whether something stands between a closing quote and the next delimiter. */
    boolean isBroken() {
        return broken;
    }

    /** Whether there is a carriage return outside quotes and before the end of a line. */
    boolean hasReturns() {
        return returns;
    }
}
