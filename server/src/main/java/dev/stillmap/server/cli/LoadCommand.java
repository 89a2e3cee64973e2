package dev.stillmap.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.stillmap.server.definition.InputDefinition.Format;
import dev.stillmap.server.input.Inputs;
import dev.stillmap.server.input.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
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

    private static final int LINES_PER_REQUEST = 2_000;

    /** Of up to three bytes each. */
    private static final int CHARACTERS_PER_REQUEST = 1 << 20;

    @Mixin
    private ServerOption server = new ServerOption();

    @Parameters(arity = "1..*", paramLabel = "PLACE", description = "Files, folders, or - for standard input.")
    private List<String> places = List.of();

    @Option(names = "--format", description = "csv or ndjson; if left out, csv for names with .csv, else ndjson.")
    private @Nullable Format format;

    @Option(
            names = "--delimiter",
            defaultValue = ",",
            description = "Between the columns of CSV; ${DEFAULT-VALUE} if left out.")
    private char delimiter;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private long accepted;

    private long rejected;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try {
            for (Source source : Inputs.find(places)) {
                Format own = format != null ? format : format(source.name());
                try (Reader text = Inputs.text(source, own)) {
                    Request request = new Request(source.name(), own, err);
                    if (own == Format.CSV) {
                        csv(text, request);
                    } else {
                        lines(text, request);
                    }
                    request.send();
                }
            }
            return rejected == 0 ? 0 : 1;
        } finally {
            err.println(String.format(Locale.ROOT, "%,d events accepted, %,d lines rejected", accepted, rejected));
            err.flush();
        }
    }

    private static Format format(String name) {
        return name.toLowerCase(Locale.ROOT).contains(".csv") ? Format.CSV : Format.NDJSON;
    }

    private static void lines(Reader text, Request request) throws IOException {
        BufferedReader lines = new BufferedReader(text);
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            request.add(line + "\n", number);
        }
    }

    private void csv(Reader text, Request request) throws IOException {
        try (CsvReader<CsvRecord> csv = CsvReader.builder()
                .fieldSeparator(delimiter)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(text)) {
            boolean isHead = true;
            for (CsvRecord line : csv) {
                StringWriter written = new StringWriter();
                CsvWriter.builder()
                        .fieldSeparator(delimiter)
                        .build(written)
                        .writeRecord(line.getFields())
                        .flush();
                if (isHead) {
                    request.head = written.toString();
                    isHead = false;
                } else {
                    request.add(written.toString(), line.getStartingLineNumber());
                }
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

        private String head = "";

        private long line;

        Request(String source, Format format, PrintWriter err) {
            this.source = source;
            this.format = format;
            this.err = err;
        }

        void add(String text, long number) {
            if (lines.size() == LINES_PER_REQUEST || body.length() + text.length() > CHARACTERS_PER_REQUEST) {
                send();
            }
            if (body.isEmpty()) {
                body.append(head);
                line = 1 + head.lines().count();
            }
            lines.put(line, number);
            body.append(text);
            line += text.lines().count();
        }

        void send() {
            if (lines.isEmpty()) {
                return;
            }
            String contentType = format == Format.CSV ? "text/csv" : "application/x-ndjson";
            JsonNode answer = api.post("/v1/events", contentType, body.toString());
            accepted += answer.path("accepted").asLong();
            rejected += answer.path("rejectedCount").asLong();
            for (JsonNode bad : answer.path("rejected")) {
                var number = lines.floorEntry(bad.path("line").asLong());
                err.println(source + ", line " + (number == null ? "?" : number.getValue()) + ": "
                        + bad.path("reason").asText());
            }
            body.setLength(0);
            lines.clear();
        }
    }
}
