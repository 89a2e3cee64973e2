package dev.stillmap.server.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes rejected lines to the end of a file, a JSON object in each line, that is made, with its folder, when there is the first. If the file
 * cannot be written, that is said once, and rejected lines are only counted from then on. Thread-safe.
 */
public final class RejectFile implements Consumer<Rejected>, AutoCloseable {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final Path path;

    private final Consumer<String> complaints;

    private @Nullable OutputStream out;

    private boolean failed;

    /**
     * Not there yet.
     *
     * @param path the file
     * @param complaints takes what is said if it cannot be written
     */
    public RejectFile(Path path, Consumer<String> complaints) {
        this.path = path;
        this.complaints = complaints;
    }

    @Override
    public synchronized void accept(Rejected line) {
        if (failed) {
            return;
        }
        try {
            if (out == null) {
                Files.createDirectories(path.toAbsolutePath().getParent());
                out = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
            // Half a character, as JSON may have it, becomes a question mark here, where a writer would fail.
            out.write(json(line).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            failed = true;
            complaints.accept("rejected lines cannot be written to " + path.toAbsolutePath() + " (" + e
                    + "): they are only counted from now on");
        }
    }

    private static String json(Rejected line) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("source", line.source());
            json.writeNumberField("line", line.line());
            json.writeStringField("reason", line.reason());
            json.writeStringField("text", line.text());
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    @Override
    public synchronized void close() throws IOException {
        failed = true;
        if (out != null) {
            out.close();
        }
    }
}
