package dev.stillmap.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes maps, lists and values as JSON: numbers with all their digits, moments as in ISO 8601, and what is no number of
 * JSON (an infinite mean) as null. Thread-safe.
 */
final class Json {

    private static final Logger LOG = LoggerFactory.getLogger(Json.class);

    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    static JsonGenerator generator(OutputStream out) throws IOException {
        JsonGenerator generator = FACTORY.createGenerator(out);
        // Rows are gathered in the response's own buffer, and sent when that is full.
        generator.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        generator.setRootValueSeparator(null);
        return generator;
    }

    static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                write(json, item);
            }
            json.writeEndArray();
        } else if (value instanceof Double number) {
            if (Double.isFinite(number)) {
                json.writeNumber(number);
            } else {
                json.writeNull();
            }
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number.toPlainString());
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof String || value instanceof Instant) {
            json.writeString(value.toString());
        } else {
            throw new IllegalArgumentException("nothing is known of " + value.getClass());
        }
    }

    static String text(@Nullable Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Names, and the value of each behind it; written in this order. */
    static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }

    /** What every error is answered with. */
    static Map<String, @Nullable Object> error(int status, String message) {
        return object("error", object("status", status, "message", message));
    }

    /** Written at once: as a result it would be copied through a buffer of 8 KiB for each answer. */
    static void answer(Context context, int status, Object value) {
        byte[] bytes = text(value).getBytes(StandardCharsets.UTF_8);
        context.status(status).contentType("application/json");
        context.res().setContentLength(bytes.length);
        try {
            context.res().getOutputStream().write(bytes);
        } catch (IOException e) {
            // Nobody is left to be told.
            LOG.debug("the client is gone", e);
        }
    }
}
