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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes rejected lines to the end of a file, a JSON object in each line, that is made, with its folder, when there is the first. If the file
 * cannot be written, that is said once, and rejected lines are only counted from then on. When it is as large as it may be, it is put
 * aside under another name, in the place of the one before, so that bad lines do not fill a disk. Thread-safe.
 */
public final class RejectFile implements Consumer<Rejected>, AutoCloseable {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Two such files are kept at most. */
    private static final long LARGEST = 256L << 20;

    private final Path path;

    private final Path aside;

    private final long largest;

    private final Consumer<String> complaints;

    private long size;

    private @Nullable OutputStream out;

    private boolean failed;

    /**
     * Not there yet.
     *
     * @param path the file
     * @param complaints takes what is said if it cannot be written
     */
    public RejectFile(Path path, Consumer<String> complaints) {
        this(path, LARGEST, complaints);
    }

    RejectFile(Path path, long largest, Consumer<String> complaints) {
        this.path = path;
        this.aside = path.resolveSibling("older-" + path.getFileName());
        this.largest = largest;
        this.complaints = complaints;
    }

    @Override
    public synchronized void accept(Rejected line) {
        if (failed) {
            return;
        }
        try {
            // Half a character, as JSON may have it, becomes a question mark here, where a writer would fail.
            byte[] bytes = json(line).getBytes(StandardCharsets.UTF_8);
            OutputStream file = out == null ? open() : out;
            if (size > 0 && size + bytes.length > largest) {
                file.close();
                Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
                complaints.accept(path.toAbsolutePath() + " had " + size + " bytes and is " + aside.getFileName()
                        + " now, in the place of the one before");
                file = open();
            }
            file.write(bytes);
            size += bytes.length;
        } catch (IOException e) {
            failed = true;
            complaints.accept("rejected lines cannot be written to " + path.toAbsolutePath() + " (" + e
                    + "): they are only counted from now on");
        }
    }

    private OutputStream open() throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        OutputStream opened = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        out = opened;
        size = Files.size(path);
        return opened;
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
