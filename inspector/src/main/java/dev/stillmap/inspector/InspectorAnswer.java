package dev.stillmap.inspector;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@link InspectorService} answers, for the HTTP server that carries it. For one thread. */
public final class InspectorAnswer {

    /** A body that goes on until it is over or the connection is. */
    @FunctionalInterface
    public interface Stream {

        /**
         * Writes the body in this thread, which waits meanwhile; flushes after each event.
         *
         * @param out where to; not closed
         * @throws IOException if the connection has gone
         */
        void writeTo(OutputStream out) throws IOException;
    }

    static final int OK = 200;

    static final int NOT_MODIFIED = 304;

    static final int BAD_REQUEST = 400;

    static final int UNAUTHORIZED = 401;

    static final int FORBIDDEN = 403;

    static final int NOT_FOUND = 404;

    static final int METHOD_NOT_ALLOWED = 405;

    static final int UNAVAILABLE = 503;

    private final int status;

    private final Map<String, String> headers = new LinkedHashMap<>();

    private final byte[] content;

    private final @Nullable Stream stream;

    private InspectorAnswer(int status, String type, byte[] content, @Nullable Stream stream) {
        this.status = status;
        this.content = content;
        this.stream = stream;
        headers.put("Content-Type", type);
        headers.put("Cache-Control", "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
    }

    static InspectorAnswer of(int status, String type, byte[] content) {
        return new InspectorAnswer(status, type, content, null);
    }

    static InspectorAnswer json(JsonText text) {
        return of(OK, "application/json", text.toBytes());
    }

    static InspectorAnswer error(int status, String message) {
        return of(
                status,
                "application/json",
                new JsonText().startObject().field("error", message).endObject().toBytes());
    }

    static InspectorAnswer events(Stream stream) {
        return new InspectorAnswer(OK, "text/event-stream", new byte[0], stream);
    }

    InspectorAnswer with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /**
     * The status.
     *
     * @return a status of HTTP
     */
    public int status() {
        return status;
    }

    /**
     * The headers, without those of length and coding.
     *
     * @return values by name; unmodifiable
     */
    public Map<String, String> headers() {
        return Collections.unmodifiableMap(headers);
    }

    /**
     * The whole body.
     *
     * @return its bytes, not a copy; empty where {@link #stream()} writes it
     */
    public byte[] content() {
        return content;
    }

    /**
     * What writes a body whose length is not known.
     *
     * @return the stream, or null if {@link #content()} is all
     */
    public @Nullable Stream stream() {
        return stream;
    }
}
