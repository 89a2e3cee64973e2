package dev.stillmap.server.input;

import dev.stillmap.server.definition.InputDefinition;
import dev.stillmap.server.definition.InputDefinition.Format;
import dev.stillmap.server.event.EventParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds what events are read from, and reads it. Thread-safe. */
public final class Inputs {

    /** What names standard input. */
    public static final String STANDARD_INPUT = "-";

    private Inputs() {}

    /**
     * What there is at some places.
     *
     * @param places files, folders, of which all files are meant that are not hidden, in the order of their names, or
     *     {@link #STANDARD_INPUT}
     * @return the sources of each place, in that order
     * @throws InputException if there is nothing at a place, or the same at two
     * @throws IOException if a file cannot be looked at
     */
    public static List<List<Source>> find(List<String> places) throws IOException {
        Set<Object> known = new HashSet<>();
        List<List<Source>> sources = new ArrayList<>();
        for (String place : places) {
            Path path = Path.of(place);
            List<Source> own = new ArrayList<>();
            if (place.equals(STANDARD_INPUT)) {
                requireNew(known.add(STANDARD_INPUT), "standard input");
                own.add(new Source("standard input", -1, () -> System.in));
            } else if (!Files.exists(path)) {
                throw new InputException("there is no file or folder " + path.toAbsolutePath());
            } else if (!Files.isReadable(path)) {
                throw new InputException(path.toAbsolutePath() + " may not be read: look at its permissions");
            } else {
                for (Path file : Files.isDirectory(path) ? files(path) : List.of(path)) {
                    requireNew(known.add(file.toRealPath()), file.toString());
                    own.add(file(file));
                }
            }
            sources.add(own);
        }
        return sources;
    }

    private static void requireNew(boolean isNew, String name) throws InputException {
        if (!isNew) {
            throw new InputException(name + " is named twice: its events would count twice");
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> Files.isRegularFile(file)
                            && !String.valueOf(file.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) {
            throw new InputException("there is no file in the folder " + folder.toAbsolutePath());
        }
        return files;
    }

    private static Source file(Path path) throws IOException {
        // A pipe has no size.
        long size = Files.isRegularFile(path) ? Files.size(path) : -1;
        String name = path.toAbsolutePath().normalize().toString();
        return new Source(name, size, () -> Files.newInputStream(path));
    }

    /**
     * Reads a stream to its end, and closes it.
     *
     * @param input what its events look like
     * @param format how they are written
     * @param source what messages call it
     * @param bytes the text, compressed by gzip or not
     * @param sink takes the events
     * @param progress is told how far it is
     * @return how many events were taken
     * @throws InputException if it cannot be read to its end; what came before has been taken
     */
    public static long read(
            InputDefinition input,
            Format format,
            String source,
            InputStream bytes,
            EventSink sink,
            ReadProgress progress)
            throws InputException {
        return read(input, format, source, bytes, new EventParser(input), sink, progress);
    }

    /**
     * Reads a stream to its end, and closes it. Events after some moment are rejected, whatever time it is.
     *
     * @param input what its events look like
     * @param format how they are written
     * @param source what messages call it
     * @param bytes the text, compressed by gzip or not
     * @param latest the moment, in milliseconds since 1970
     * @param sink takes the events
     * @param progress is told how far it is
     * @return how many events were taken
     * @throws InputException if it cannot be read to its end; what came before has been taken
     */
    public static long read(
            InputDefinition input,
            Format format,
            String source,
            InputStream bytes,
            long latest,
            EventSink sink,
            ReadProgress progress)
            throws InputException {
        return read(input, format, source, bytes, new EventParser(input, latest), sink, progress);
    }

    private static long read(
            InputDefinition input,
            Format format,
            String source,
            InputStream bytes,
            EventParser parser,
            EventSink sink,
            ReadProgress progress)
            throws InputException {
        EventLines lines = format == Format.CSV ? new CsvEvents(input, parser) : new JsonEvents(input, parser);
        try (InputStream counted = new CountedInput(bytes, progress);
                Reader text = Decompressed.open(source, counted, format)) {
            lines.read(source, text, sink, progress);
        } catch (IOException e) {
            throw InputException.unreadable(source, lines.taken(), e);
        }
        return lines.taken();
    }

    /**
     * Reads a source to its end, in a thread of its own some lines ahead of the one that calls and that takes the events.
     *
     * @param input what its events look like
     * @param source the source
     * @param sink takes the events
     * @param progress is told how far it is
     * @return how many events were taken
     * @throws InputException if it cannot be opened or read to its end; what came before has been taken
     */
    public static long read(InputDefinition input, Source source, EventSink sink, ReadProgress progress)
            throws InputException {
        ReadAhead ahead = new ReadAhead(source.name(), sink, progress);
        try {
            ahead.run((parsed, ownProgress) ->
                    read(input, input.format(), source.name(), source.opening().open(), parsed, ownProgress));
        } catch (IOException e) {
            throw InputException.unreadable(source.name(), ahead.taken(), e);
        }
        return ahead.taken();
    }

    /**
     * Whether something is compressed by gzip.
     *
     * @param bytes its beginning, or all of it
     * @return whether it begins so
     */
    public static boolean isGzip(byte[] bytes) {
        return Decompressed.isGzip(bytes);
    }

    /**
     * Unpacks gzip, of which every part has to be whole.
     *
     * @param gzip what is packed; closed with what is returned
     * @return the bytes, for one thread
     * @throws IOException if it does not begin as gzip does
     */
    public static InputStream unpacked(InputStream gzip) throws IOException {
        return new GzipParts(gzip);
    }

    /**
     * Opens the text of a source.
     *
     * @param source the source
     * @param format how its events are written
     * @return its text, to be closed
     * @throws InputException if it cannot be opened, or is something else than text of that format
     */
    public static Reader text(Source source, Format format) throws InputException {
        try {
            return Decompressed.open(source.name(), source.opening().open(), format);
        } catch (IOException e) {
            throw InputException.unreadable(source.name(), 0, e);
        }
    }
}
