package dev.stillmap.server.input;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.StringArrayHandler;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of CSV with their lines and their text. Of a quote that is not closed, or is closed in the middle of a field, only the line is lost
 * that it begins in: reading goes on in the next, so that it does not swallow what follows. Empty lines are no records. For one
 * thread.
 */
public final class CsvRecords {

    /** A quote that is open for longer was not meant. */
    private static final int MOST_LINES = 1_000;

    /** Lines that may be read again, for each that is read and altogether, before this is no CSV. */
    private static final int MOST_AGAIN = 16;

    private static final int ALWAYS_AGAIN = 100_000;

    private static final String OPEN_QUOTE =
            "a quote that begins in it is not closed, or something stands behind a closing quote";

    private static final String RETURN =
            "it has a carriage return without a line feed; if all lines end so, convert them, with tr '\\r' '\\n' for one";

    private final LimitedLines lines;

    private final CsvQuotes quotes;

    private final CsvReaderBuilder parser;

    private final StringArrayHandler handler = StringArrayHandler.of();

    /** Lines that were looked at for the end of a quote. */
    private final Deque<Line> ahead = new ArrayDeque<>();

    private long linesRead;

    private long linesAgain;

    private long line;

    private String text = "";

    private int lineCount;

    private List<String> fields = List.of();

    private @Nullable String problem;

    private record Line(long number, String text, boolean isTooLong) {}

    /**
     * Reads records.
     *
     * @param text what they are read from; closed by who opened it
     * @param delimiter what stands between fields
     */
    public CsvRecords(Reader text, char delimiter) {
        lines = new LimitedLines(text);
        quotes = new CsvQuotes(delimiter);
        parser = CsvReader.builder()
                .fieldSeparator(delimiter)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false);
    }

    /**
     * Goes to the next record.
     *
     * @return whether there is one
     * @throws IOException if the text cannot be read on, or there is hardly a quote in it that makes sense
     */
    public boolean next() throws IOException {
        Line first = take();
        while (first != null && !first.isTooLong && withoutReturn(first.text).isEmpty()) {
            first = take();
        }
        if (first == null) {
            return false;
        }
        line = first.number;
        text = withoutReturn(first.text);
        lineCount = 1;
        fields = List.of();
        problem = null;
        if (first.isTooLong) {
            problem = LimitedLines.TOO_LONG;
            return true;
        }
        quotes.begin();
        quotes.follow(first.text);
        if (quotes.isInside()) {
            toClosingQuote(first);
        }
        if (quotes.isInside() || quotes.isBroken()) {
            problem = OPEN_QUOTE;
        } else if (quotes.hasReturns()) {
            problem = RETURN;
        } else {
            parse();
        }
        return true;
    }

    private void toClosingQuote(Line first) throws IOException {
        StringBuilder joined = new StringBuilder(first.text);
        List<Line> more = new ArrayList<>();
        while (quotes.isInside() && !quotes.isBroken() && more.size() < MOST_LINES) {
            Line next = take();
            if (next == null) {
                break;
            }
            more.add(next);
            joined.append('\n').append(next.text);
            if (next.isTooLong || joined.length() > LimitedLines.LONGEST) {
                break;
            }
            quotes.follow(next.text);
        }
        if (quotes.isInside() || quotes.isBroken()) {
            again(more);
        } else {
            text = withoutReturn(joined.toString());
            lineCount += more.size();
        }
    }

    private void again(List<Line> more) throws IOException {
        linesAgain += more.size();
        if (linesAgain > ALWAYS_AGAIN && linesAgain / MOST_AGAIN > linesRead) {
            throw new IOException(
                    "line " + line + " and many before it have a quote that is not closed: this is no CSV, or"
                            + " its delimiter is another one");
        }
        for (int i = more.size() - 1; i >= 0; i--) {
            ahead.addFirst(more.get(i));
        }
    }

    private void parse() {
        try {
            fields = List.of(parser.ofSingleCsvRecord(handler, text));
        } catch (CsvParseException e) {
            problem = String.valueOf(e.getMessage());
        }
    }

    private @Nullable Line take() throws IOException {
        if (!ahead.isEmpty()) {
            return ahead.remove();
        }
        String next = lines.next();
        return next == null ? null : new Line(++linesRead, next, lines.isTooLong());
    }

    private static String withoutReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /**
     * Where the record begins.
     *
     * @return the line, from 1 on
     */
    public long line() {
        return line;
    }

    /**
     * How many lines it has.
     *
     * @return from 1 on
     */
    public int lineCount() {
        return lineCount;
    }

    /**
     * What stands there.
     *
     * @return the record with its quotes, without the end of its last line; of a line that is too long the beginning
     */
    public String text() {
        return text;
    }

    /**
     * Why it cannot be read.
     *
     * @return the reason, or null if it can
     */
    public @Nullable String problem() {
        return problem;
    }

    /**
     * Its fields.
     *
     * @return their texts without quotes; none if there is a problem
     */
    public List<String> fields() {
        return fields;
    }
}
