package dev.stillmap.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stillmap.server.definition.InputDefinition.Format;
import dev.stillmap.server.input.CsvRecords;
import dev.stillmap.server.input.InputException;
import dev.stillmap.server.input.Inputs;
import dev.stillmap.server.input.LimitedLines;
import dev.stillmap.server.input.ProgressLine;
import dev.stillmap.server.input.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends the events of files to a server. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "Sends the events of files to a running server, and says which lines it rejects.")
final class LoadCommand implements Callable<Integer> {

    /** An answer gives the reasons of so many, so that each rejected line can be named. */
    private static final int LINES_PER_REQUEST = 1_000;

    /** Of up to three bytes each. */
    private static final int CHARACTERS_PER_REQUEST = LimitedLines.LONGEST;

    private static final int LOOKED_AT = 512;

    private static final double NANOS_PER_SECOND = 1e9;

    @Mixin
    private ServerOption server = new ServerOption();

    @Parameters(arity = "1..*", paramLabel = "PLACE", description = "Files, folders, or - for standard input.")
    private List<String> places = List.of();

    @Option(
            names = "--format",
            description = "csv or ndjson; if left out, what the name says, else ndjson if the text begins with '{'.")
    private @Nullable Format format;

    @Option(
            names = "--delimiter",
            defaultValue = ",",
            description = "Between the columns of CSV; ${DEFAULT-VALUE} if left out.")
    private char delimiter;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final int width = Terminal.width();

    private final long start = System.nanoTime();

    private long accepted;

    private long rejected;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try {
            for (List<Source> sources : Inputs.find(places)) {
                for (Source source : sources) {
                    load(source, err);
                }
            }
            return rejected == 0 ? 0 : 1;
        } finally {
            String summary = String.format(Locale.ROOT, "%,d events accepted, %,d lines rejected", accepted, rejected);
            show(err, summary);
        }
    }

    private void load(Source source, PrintWriter err) throws IOException {
        Format named = format != null ? format : named(source.name());
        long before = accepted;
        try (BufferedReader text = new BufferedReader(Inputs.text(source, named != null ? named : Format.NDJSON))) {
            Format own = named != null ? named : begun(text);
            Request request = new Request(source.name(), own, err);
            try {
                if (own == Format.CSV) {
                    csv(source, text, request);
                } else {
                    lines(text, request);
                }
            } catch (IOException e) {
                // What came before is taken, as a server takes it from a file of its own.
                request.send();
                throw InputException.unreadable(source.name(), accepted - before, e);
            }
            request.send();
        }
    }

    private static @Nullable Format named(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        if (small.contains(".csv")) {
            return Format.CSV;
        }
        return small.contains(".ndjson") || small.contains(".json") ? Format.NDJSON : null;
    }

    /** By the first character that is no blank. */
    private static Format begun(BufferedReader text) throws IOException {
        text.mark(LOOKED_AT);
        char[] beginning = new char[LOOKED_AT];
        int count = Math.max(0, text.read(beginning));
        text.reset();
        return new String(beginning, 0, count).stripLeading().startsWith("{") ? Format.NDJSON : Format.CSV;
    }

    /** Says something in a line of its own. */
    private void show(PrintWriter err, String line) {
        if (width > 0) {
            Terminal.redraw(err, width, "");
            err.print('\r');
        }
        err.println(line);
        err.flush();
    }

    private static void lines(Reader text, Request request) throws IOException {
        LimitedLines lines = new LimitedLines(text);
        long number = 0;
        for (String line = lines.next(); line != null; line = lines.next()) {
            number++;
            if (lines.isTooLong()) {
                request.reject(number, LimitedLines.TOO_LONG);
            } else {
                request.add(line + "\n", number, 1);
            }
        }
    }

    private void csv(Source source, Reader text, Request request) throws IOException {
        CsvRecords records = new CsvRecords(text, delimiter);
        if (!records.next()) {
            throw new Failure(source.name() + " is empty: its first line has to name the columns");
        }
        if (records.problem() != null) {
            throw new Failure(source.name() + ", the line with the names of the columns: " + records.problem());
        }
        request.begin(records.text() + "\n", records.lineCount());
        while (records.next()) {
            String problem = records.problem();
            if (problem != null) {
                request.reject(records.line(), problem);
            } else {
                request.add(records.text() + "\n", records.line(), records.lineCount());
            }
        }
    }

    /** Lines that are sent together. */
    private final class Request {

        private final Api api = server.api();

        private final String source;

        private final Format format;

        private final PrintWriter err;

        private final StringBuilder body = new StringBuilder();

        /** What the lines of the request are in the file. */
        private final TreeMap<Long, Long> lines = new TreeMap<>();

        /** Before the lines of each request. */
        private String head = "";

        private int headLines;

        private long line;

        Request(String source, Format format, PrintWriter err) {
            this.source = source;
            this.format = format;
            this.err = err;
        }

        void begin(String text, int lineCount) {
            head = text;
            headLines = lineCount;
        }

        void add(String text, long number, int lineCount) {
            if (text.length() > CHARACTERS_PER_REQUEST) {
                reject(number, LimitedLines.TOO_LONG);
                return;
            }
            if (lines.size() == LINES_PER_REQUEST || body.length() + text.length() > CHARACTERS_PER_REQUEST) {
                send();
            }
            if (body.isEmpty()) {
                body.append(head);
                line = 1L + headLines;
            }
            lines.put(line, number);
            body.append(text);
            line += lineCount;
        }

        void send() {
            if (lines.isEmpty()) {
                return;
            }
            String contentType = format == Format.CSV ? "text/csv" : "application/x-ndjson";
            JsonNode answer;
            try {
                answer = api.postWhenFree("/v1/events", contentType, body.toString());
            } catch (Failure e) {
                throw new Failure(source + ", from line " + lines.firstEntry().getValue() + " on: " + e.getMessage());
            }
            accepted += answer.path("accepted").asLong();
            for (JsonNode bad : answer.path("rejected")) {
                var number = lines.floorEntry(bad.path("line").asLong());
                reject(
                        number == null ? 1 : number.getValue(),
                        bad.path("reason").asText());
            }
            body.setLength(0);
            lines.clear();
            if (width > 1) {
                double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
                Terminal.redraw(err, width, ProgressLine.draw(0, -1, accepted, rejected, seconds, width - 1));
            }
        }

        private void reject(long number, String reason) {
            rejected++;
            show(err, source + ", line " + number + ": " + reason);
        }
    }
}
