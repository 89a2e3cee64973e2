package dev.stillmap.tools.trace;

import dev.stillmap.trace.TransitionRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Reads the transitions in the file of a recording. */
final class RecordingReader {

    /** "FLR" and a zero: with these each chunk of a recording begins. */
    private static final int MAGIC = 0x464C5200;

    /** Magic and version stand before the size of a chunk. */
    private static final int SIZE_AT = 8;

    private static final int LEAST_CHUNK = 16;

    /** The steps of one iteration never go back in time, so this keeps their order. */
    private static final Comparator<TransitionRecord> IN_TIME =
            Comparator.comparingLong(TransitionRecord::nanos).thenComparingInt(TransitionRecord::step);

    private record Step(long iteration, int number) {}

    private RecordingReader() {}

    /**
     * All transitions, in the order of time. One that was recorded as a step and as illegal comes once.
     *
     * @param file a recording
     * @return what is in it, maybe nothing
     * @throws IllegalArgumentException if it cannot be read; the message says what to do
     */
    static List<TransitionRecord> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no file " + file);
        }
        List<TransitionRecord> transitions = new ArrayList<>();
        List<TransitionRecord> illegal = new ArrayList<>();
        try {
            requireWholeChunks(file);
            try (RecordingFile recording = new RecordingFile(file)) {
                while (recording.hasMoreEvents()) {
                    RecordedEvent event = recording.readEvent();
                    switch (event.getEventType().getName()) {
                        case Events.TRANSITION -> transitions.add(Events.record(event));
                        case Events.ILLEGAL -> illegal.add(Events.record(event));
                        default -> {} // of the JVM, or of somebody else
                    }
                }
            }
        } catch (UnreadableException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The parser of a damaged file fails with whatever its bytes lead to.
            throw new UnreadableException(file + " is damaged, or of another version of Stillmap (" + e + ")", e);
        }
        Set<Step> known = new HashSet<>();
        transitions.forEach(made -> known.add(new Step(made.iteration(), made.step())));
        illegal.removeIf(made -> known.contains(new Step(made.iteration(), made.step())));
        transitions.addAll(illegal);
        transitions.sort(IN_TIME);
        return transitions;
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
