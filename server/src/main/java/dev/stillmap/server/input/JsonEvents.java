package dev.stillmap.server.input;

import dev.stillmap.server.definition.InputDefinition;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.EventParser;
import java.io.IOException;
import java.io.Reader;

/** Reads events from lines of JSON objects. Lines of blanks are none. For one thread, and one source. */
final class JsonEvents implements EventLines {

    private final JsonLineParser parser;

    private long taken;

    JsonEvents(InputDefinition input, EventParser parser) {
        this.parser = new JsonLineParser(input, parser);
    }

    @Override
    public void read(String source, Reader text, EventSink sink, ReadProgress progress) throws IOException {
        long after = progress.after();
        LimitedLines lines = new LimitedLines(text);
        for (long number = 1; !progress.isStopped(); number++) {
            String line = lines.next();
            if (line == null) {
                if (number <= after) {
                    throw EventLines.shorter(source, after);
                }
                return;
            }
            if (number <= after) {
                continue;
            }
            if (lines.isTooLong()) {
                sink.reject(new Rejected(source, number, LimitedLines.TOO_LONG, line));
            } else if (!line.isBlank()) {
                take(source, number, line, sink);
            }
        }
    }

    @Override
    public long taken() {
        return taken;
    }

    private void take(String source, long number, String line, EventSink sink) {
        try {
            sink.accept(parser.parse(line), number, line);
            taken++;
        } catch (BadEventException e) {
            sink.reject(new Rejected(source, number, String.valueOf(e.getMessage()), line));
        }
    }
}
