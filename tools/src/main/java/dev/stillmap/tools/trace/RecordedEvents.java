package dev.stillmap.tools.trace;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Reads the file of a recording, event by event. */
public final class RecordedEvents {

    /** "FLR" and a zero: with these each chunk of a recording begins. */
    private static final int MAGIC = 0x464C5200;

    /** Magic and version stand before the size of a chunk. */
    private static final int SIZE_AT = 8;

    private static final int LEAST_CHUNK = 16;

    private RecordedEvents() {}

    /**
     * Shows each event, in the order of the file, which is not that of time.
     *
     * @param file a recording
     * @param action what to do with it; what it throws counts as damage of the file
     * @throws IllegalArgumentException if it cannot be read; the message says what to do
     */
    public static void forEach(Path file, Consumer<RecordedEvent> action) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no file " + file);
        }
        try {
            requireWholeChunks(file);
            try (RecordingFile recording = new RecordingFile(file)) {
                while (recording.hasMoreEvents()) {
                    action.accept(recording.readEvent());
                }
            }
        } catch (UnreadableException e) {
            throw e;
        } catch (IOException | RuntimeException | VirtualMachineError e) {
            // The parser of a damaged file fails with whatever its bytes lead to.
            throw new UnreadableException(file + " is damaged, or of another version of Stillmap (" + e + ")", e);
        }
    }

    /** The parser notices too, but tells offsets, not what is wrong. */
    private static void requireWholeChunks(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            long length = bytes.length();
            if (length < Integer.BYTES || bytes.readInt() != MAGIC) {
                throw new UnreadableException(
                        file + " is no Flight Recorder file; jcmd PID JFR.dump filename=FILE.jfr writes one", null);
            }
            for (long at = 0; at < length; ) {
                long size = 0;
                if (length - at >= LEAST_CHUNK) {
                    bytes.seek(at + SIZE_AT);
                    size = bytes.readLong();
                }
                if (size < LEAST_CHUNK || size > length - at) {
                    throw new UnreadableException(
                            file
                                    + " is cut short: copy it anew, or write it again by jcmd PID JFR.dump filename=FILE.jfr",
                            null);
                }
                at += size;
            }
        }
    }
}
