package dev.stillmap.server.input;

import dev.stillmap.server.definition.InputDefinition;
import dev.stillmap.server.event.BadEventException;
import java.io.IOException;
import java.io.Reader;

/** Reads events from lines of JSON objects. Lines of blanks are none. For one thread, and one source. */
final class JsonEvents implements EventLines {

    private static final int LONGEST_LINE = 1 << 20;

    /** Of a line that is too long, what is kept of it. */
    private static final int LONGEST_SHOWN = 1_000;

    private final JsonLineParser parser;

    private final char[] buffer = new char[1 << 14];

    private int at;

    private int end;

    private boolean tooLong;

    private long taken;

    JsonEvents(InputDefinition input) {
        parser = new JsonLineParser(input);
    }

    @Override
    public void read(String source, Reader text, EventSink sink, ReadProgress progress) throws IOException {
        StringBuilder line = new StringBuilder();
        for (long number = 1; !progress.isStopped() && next(text, line); number++) {
            String written = line.toString();
            if (tooLong || !written.isBlank()) {
                take(source, number, written, sink);
            }
        }
    }

    @Override
    public long taken() {
        return taken;
    }

    private void take(String source, long number, String line, EventSink sink) {
        try {
            if (tooLong) {
                throw new BadEventException("it has more than " + LONGEST_LINE + " characters");
            }
            sink.accept(parser.parse(line), number);
            taken++;
        } catch (BadEventException e) {
            sink.reject(new Rejected(source, number, String.valueOf(e.getMessage()), line));
        }
    }

    /** Whether there was a line, which may be the last without an end. */
    private boolean next(Reader text, StringBuilder line) throws IOException {
        line.setLength(0);
        tooLong = false;
        boolean isThere = false;
        while (true) {
            if (at == end) {
                end = text.read(buffer);
                at = 0;
                if (end < 0) {
                    end = 0;
                    return isThere;
                }
            }
            isThere = true;
            int begin = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            if (!tooLong) {
                line.append(buffer, begin, at - begin);
                tooLong = line.length() > LONGEST_LINE;
                line.setLength(tooLong ? LONGEST_SHOWN : line.length());
            }
            if (at < end) {
                at++;
                return true;
            }
        }
    }
}
