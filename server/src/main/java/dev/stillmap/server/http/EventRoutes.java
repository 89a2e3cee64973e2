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
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Takes events. A body is read through before the first event is applied, so that one that cannot be read to its end is refused as a
 * whole; of others only bad lines are.
 */
final class EventRoutes {

    /** Unpacked. */
    private static final int LARGEST_BODY = 4 << 20;

    /** Bodies that are worked on at a time, each unpacked. Others wait, as that takes no time that a client decides on. */
    private static final int MOST = 8;

    /** Of more, an answer has only the number. */
    private static final int MOST_REASONS = 1_000;

    private final Definition definition;

    private final Ingest ingest;

    private final Bodies bodies;

    private final Semaphore free = new Semaphore(MOST);

    EventRoutes(Definition definition, Ingest ingest, Bodies bodies) {
        this.definition = definition;
        this.ingest = ingest;
        this.bodies = bodies;
    }

    void add(RoutesConfig routes) {
        routes.post("/v1/events", this::take);
    }

    /** Reads a body through. */
    private static final class Trial implements EventSink {

        @Override
        public void accept(Event event, long line, String text) {}

        @Override
        public void reject(Rejected line) {}
    }

    /** Applies the events of one request, and keeps what its sender is told. */
    private static final class Taking implements EventSink {

        private final EventSink sink;

        private final List<Rejected> rejected = new ArrayList<>();

        private long rejectedCount;

        Taking(EventSink sink) {
            this.sink = sink;
        }

        @Override
        public void accept(Event event, long line, String text) throws BadEventException {
            sink.accept(event, line, text);
        }

        @Override
        public void reject(Rejected line) {
            sink.reject(line);
            rejectedCount++;
            if (rejected.size() < MOST_REASONS) {
                rejected.add(line);
            }
        }
    }

    private void take(Context context) throws InterruptedException {
        Requests.only(context);
        Format format = format(context);
        byte[] body = bodies.read(context, LARGEST_BODY);
        free.acquire();
        try {
            take(context, format, body);
        } finally {
            free.release();
        }
    }

    private void take(Context context, Format format, byte[] body) {
        String source = "request-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        Taking taking = new Taking(ingest.requests());
        long accepted;
        try {
            byte[] text = unpacked(body);
            read(format, "the body", text, new Trial());
            accepted = read(format, source, text, taking);
        } catch (IOException e) {
            throw new ApiException(ApiException.BAD_REQUEST, e.getMessage() + ". None of its events was taken");
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("source", source);
        answer.put("accepted", accepted);
        answer.put("rejectedCount", taking.rejectedCount);
        answer.put(
                "rejected",
                taking.rejected.stream()
                        .map(line -> Map.of("line", line.line(), "reason", line.reason()))
                        .toList());
        Json.answer(context, 202, answer);
    }

    private long read(Format format, String source, byte[] text, EventSink sink) throws InputException {
        InputStream in = new ByteArrayInputStream(text);
        return Inputs.read(definition.input(), format, source, in, sink, ReadProgress.UNWATCHED);
    }

    private static byte[] unpacked(byte[] body) throws IOException {
        if (!Inputs.isGzip(body)) {
            return body;
        }
        byte[] unpacked;
        try (InputStream in = Inputs.unpacked(new ByteArrayInputStream(body))) {
            unpacked = in.readNBytes(LARGEST_BODY + 1);
        } catch (IOException e) {
            throw InputException.unreadable("the body", 0, e);
        }
        if (unpacked.length > LARGEST_BODY) {
            throw Bodies.tooLarge(LARGEST_BODY);
        }
        // It would be unpacked again, without a bound.
        if (Inputs.isGzip(unpacked)) {
            throw new ApiException(ApiException.BAD_REQUEST, "the body is compressed by gzip twice: once is enough");
        }
        return unpacked;
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
