package dev.stillmap.server.ingest;

import dev.stillmap.server.definition.InputDefinition.Format;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Events that somebody sends in one request. Immutable. */
public final class Submission {

    private final Format format;

    private final byte[] body;

    private final @Nullable String key;

    /**
     * Of a body that can be read to its end.
     *
     * @param format how the events are written
     * @param body the events, plain; not to be changed any more, since it may be large and is not copied
     * @param key what tells the request from others, so that it may be sent again; null if it must not
     */
    @SuppressWarnings("ArrayIsStoredDirectly")
    public Submission(Format format, byte[] body, @Nullable String key) {
        this.format = format;
        this.body = body;
        this.key = key;
    }

    /**
     * How the events are written.
     *
     * @return the format
     */
    public Format format() {
        return format;
    }

    /**
     * The events.
     *
     * @return their bytes from the first on
     */
    public InputStream open() {
        return new ByteArrayInputStream(body);
    }

    /**
     * The events.
     *
     * @return their bytes, not to be changed
     */
    public byte[] body() {
        return body;
    }

    /**
     * What tells the request from others.
     *
     * @return the key, or null if it has none
     */
    public @Nullable String key() {
        return key;
    }
}
