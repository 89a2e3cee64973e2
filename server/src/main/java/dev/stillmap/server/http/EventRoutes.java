package dev.stillmap.server.http;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.InputDefinition.Format;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.Event;
import dev.stillmap.server.ingest.Ingest;
import dev.stillmap.server.input.EventSink;
import dev.stillmap.server.input.InputException;
import dev.stillmap.server.input.Inputs;
import dev.stillmap.server.input.ReadProgress;
import dev.stillmap.server.input.Rejected;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Takes events. A body that cannot be read to its end is refused as a whole; of others only bad lines are. */
final class EventRoutes {

    /** Unpacked. What is made of it, before the first event is applied, takes several times as much. */
    private static final int LARGEST_BODY = 4 << 20;

    /** Requests that are read at a time; slow senders are among them. */
    private static final int MOST = 8;

    /** Of more, an answer has only the number. */
    private static final int MOST_REASONS = 1_000;

    private static final String SOURCE = "the request";

    private final Definition definition;

    private final Ingest ingest;

    private final Semaphore free = new Semaphore(MOST);

    EventRoutes(Definition definition, Ingest ingest) {
        this.definition = definition;
        this.ingest = ingest;
    }

    void add(RoutesConfig routes) {
        routes.post("/v1/events", this::take);
    }

    /** Of one request, whose lines are all read before the first is applied. */
    private static final class Lines implements EventSink {

        private final List<Line> events = new ArrayList<>();

        private final List<Rejected> rejected = new ArrayList<>();

        private record Line(Event event, long number) {}

        @Override
        public void accept(Event event, long line) {
            events.add(new Line(event, line));
        }

        @Override
        public void reject(Rejected line) {
            rejected.add(line);
        }
    }

    private void take(Context context) throws IOException {
        Requests.only(context);
        if (!free.tryAcquire()) {
            context.header("Retry-After", "1");
            throw new ApiException(
                    ApiException.TOO_MANY, MOST + " requests are being read already: try again in a second");
        }
        try {
            read(context);
        } finally {
            free.release();
        }
    }

    private void read(Context context) throws IOException {
        Lines lines = new Lines();
        try (InputStream in = new ByteArrayInputStream(body(context))) {
            Inputs.read(definition.input(), format(context), SOURCE, in, lines, ReadProgress.UNWATCHED);
        } catch (InputException e) {
            throw new ApiException(ApiException.BAD_REQUEST, e.getMessage() + ". None of its events was taken");
        }
        EventSink sink = ingest.requests();
        long accepted = 0;
        for (Lines.Line line : lines.events) {
            try {
                sink.accept(line.event, line.number);
                accepted++;
            } catch (BadEventException e) {
                lines.reject(new Rejected(SOURCE, line.number, String.valueOf(e.getMessage()), ""));
            }
        }
        lines.rejected.forEach(sink::reject);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("accepted", accepted);
        answer.put("rejectedCount", lines.rejected.size());
        answer.put(
                "rejected",
                lines.rejected.stream()
                        .limit(MOST_REASONS)
                        .map(line -> Map.of("line", line.line(), "reason", line.reason()))
                        .toList());
        Json.answer(context, 202, answer);
    }

    private static byte[] body(Context context) throws IOException {
        byte[] bytes;
        try (InputStream in = context.bodyInputStream()) {
            bytes = limited(in);
        }
        if (!Inputs.isGzip(bytes)) {
            return bytes;
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return limited(in);
        } catch (EOFException | ZipException e) {
            throw new ApiException(
                    ApiException.BAD_REQUEST,
                    "the body is cut short or damaged (" + e.getMessage() + "). None of its events was taken");
        }
    }

    private static byte[] limited(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST_BODY + 1);
        if (bytes.length > LARGEST_BODY) {
            throw new ApiException(
                    ApiException.TOO_LARGE, "a request may have " + LARGEST_BODY + " bytes, unpacked: send several");
        }
        return bytes;
    }

    private static Format format(Context context) {
        String type = String.valueOf(context.contentType());
        int end = type.indexOf(';');
        return switch ((end < 0 ? type : type.substring(0, end)).strip()) {
            // The last is what curl says if it is not told.
            case "application/x-ndjson",
                    "application/ndjson",
                    "application/json",
                    "application/x-www-form-urlencoded" -> Format.NDJSON;
            case "text/csv" -> Format.CSV;
            default ->
                throw new ApiException(
                        ApiException.UNSUPPORTED_TYPE,
                        "events are sent as application/x-ndjson or text/csv, not as " + type);
        };
    }
}
