package dev.stillmap.server.http;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.InputDefinition.Format;
import dev.stillmap.server.event.Event;
import dev.stillmap.server.ingest.EventTaker;
import dev.stillmap.server.ingest.KeyReusedException;
import dev.stillmap.server.ingest.Submission;
import dev.stillmap.server.ingest.Taken;
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
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Takes events. A body is read through before the first event is applied, so that one that cannot be read to its end is refused as a
 * whole; of others only bad lines are.
 */
final class EventRoutes {

    /** Unpacked. */
    private static final int LARGEST_BODY = 4 << 20;

    /** Bodies that are worked on at a time, each unpacked. Others wait, as that takes no time that a client decides on. */
    private static final int MOST = 8;

    private static final int LONGEST_KEY = 255;

    private final Definition definition;

    private final EventTaker taker;

    private final Bodies bodies;

    private final Semaphore free = new Semaphore(MOST);

    EventRoutes(Definition definition, EventTaker taker, Bodies bodies) {
        this.definition = definition;
        this.taker = taker;
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

    private void take(Context context) throws InterruptedException {
        Requests.only(context);
        Format format = format(context);
        List<String> keys = Collections.list(context.req().getHeaders("Idempotency-Key"));
        if (keys.size() > 1) {
            throw new ApiException(ApiException.BAD_REQUEST, "there are " + keys.size() + " Idempotency-Keys");
        }
        String key = keys.isEmpty() ? null : keys.get(0);
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw new ApiException(
                    ApiException.BAD_REQUEST, "an Idempotency-Key has from 1 to " + LONGEST_KEY + " characters");
        }
        bodies.read(context, LARGEST_BODY, (body, hold) -> {
            byte[] text = readThrough(format, body);
            if (text != body) {
                hold.accept(text.length);
            }
            take(context, new Submission(format, text, key));
        });
    }

    private void take(Context context, Submission submission) throws InterruptedException {
        try {
            answer(context, taker.take(submission));
        } catch (KeyReusedException e) {
            throw new ApiException(ApiException.UNPROCESSABLE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            context.header("Retry-After", "1");
            throw new ApiException(ApiException.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    /** Unpacks it, and reads all events; none is applied. */
    private byte[] readThrough(Format format, byte[] body) throws InterruptedException {
        free.acquire();
        try {
            byte[] text = unpacked(body);
            Inputs.read(
                    definition.input(),
                    format,
                    "the body",
                    new ByteArrayInputStream(text),
                    new Trial(),
                    ReadProgress.UNWATCHED);
            return text;
        } catch (IOException e) {
            throw new ApiException(ApiException.BAD_REQUEST, e.getMessage() + ". None of its events was taken");
        } finally {
            free.release();
        }
    }

    private static void answer(Context context, Taken taken) {
        Json.answer(
                context,
                202,
                Json.object(
                        "source",
                        taken.source(),
                        "accepted",
                        taken.accepted(),
                        "rejectedCount",
                        taken.rejectedCount(),
                        "rejected",
                        taken.rejected().stream()
                                .map(line -> Json.object("line", line.line(), "reason", line.reason()))
                                .toList()));
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
