package dev.stillmap.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How entities are written to a client. */
enum RowFormat {

    /** A JSON object in each line: {@code {"key":"12","features":{"lines":3}}}. */
    NDJSON("application/x-ndjson") {
        @Override
        Rows open(OutputStream out, List<String> names) throws IOException {
            JsonGenerator json = Json.generator(out);
            return new Rows() {
                @Override
                public void write(String key, Map<String, @Nullable Object> values) throws IOException {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("key", key);
                    row.put("features", values);
                    Json.write(json, row);
                    json.writeRaw('\n');
                }

                @Override
                public void flush() throws IOException {
                    json.flush();
                }
            };
        }
    },

    /** The first line has the names; several values in one feature are written as JSON. */
    CSV("text/csv") {
        @Override
        Rows open(OutputStream out, List<String> names) throws IOException {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            CsvWriter csv = CsvWriter.builder().build(writer);
            List<String> head = new ArrayList<>();
            head.add("key");
            head.addAll(names);
            csv.writeRecord(head);
            return new Rows() {
                @Override
                public void write(String key, Map<String, @Nullable Object> values) {
                    List<String> cells = new ArrayList<>();
                    cells.add(key);
                    values.values().forEach(value -> cells.add(cell(value)));
                    csv.writeRecord(cells);
                }

                @Override
                public void flush() throws IOException {
                    csv.flush();
                }
            };
        }
    };

    /** Takes rows in their order. */
    interface Rows {

        void write(String key, Map<String, @Nullable Object> values) throws IOException;

        /** Passes on what has been gathered, before the end. */
        void flush() throws IOException;
    }

    private final String contentType;

    RowFormat(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    abstract Rows open(OutputStream out, List<String> names) throws IOException;

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Map || value instanceof List) {
            return Json.text(value);
        }
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    static RowFormat parse(@Nullable String name) {
        if (name == null || name.equals("ndjson")) {
            return NDJSON;
        }
        if (name.equals("csv")) {
            return CSV;
        }
        throw new ApiException(ApiException.BAD_REQUEST, "the format is ndjson or csv, not '" + name + "'");
    }
}
