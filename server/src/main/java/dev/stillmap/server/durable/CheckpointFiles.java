package dev.stillmap.server.durable;

import dev.stillmap.EntryCodec;
import dev.stillmap.MapFile;
import dev.stillmap.MapFormatException;
import dev.stillmap.StillMap;
import dev.stillmap.server.definition.EntityDefinition;
import dev.stillmap.server.engine.EngineSnapshot;
import dev.stillmap.server.feature.EntityState;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link MapFile} for each type of entity. All of one generation begin with all entities; later checkpoints append what has changed.
 * What is behind the lengths of the checkpoint that counts was written by one that did not come to its end, and is cut off. For one
 * thread.
 */
final class CheckpointFiles implements AutoCloseable {

    /** Longer files load slowly: then all entities are written again, to new ones. */
    private static final int MOST_GROWTH = 3;

    private static final long ALWAYS_GROWTH = 16 << 20;

    static final String SUFFIX = ".map";

    private final Path folder;

    private final Map<String, Type> types = new LinkedHashMap<>();

    private List<Open> files = new ArrayList<>();

    private long generation;

    /** Bytes of the files when they were whole, and now. */
    private long wholeBytes;

    private record Type(StillMap<String, EntityState> map, EntryCodec<String, EntityState> codec) {}

    private record Open(String type, Path path, FileChannel channel, MapFile<String, EntityState> file) {

        void close() throws IOException {
            file.close();
            channel.close();
        }
    }

    CheckpointFiles(Path folder) {
        this.folder = folder;
    }

    private Path path(String type, long ofGeneration) {
        return folder.resolve(type + "-" + ofGeneration + SUFFIX);
    }

    /**
     * Makes the map of one type as of the checkpoint.
     *
     * @throws DurableException if its file is missing or damaged
     */
    StillMap<String, EntityState> load(
            Checkpoint checkpoint,
            EntityDefinition entity,
            StillMap.Builder<String, EntityState> settings,
            EntryCodec<String, EntityState> codec)
            throws IOException {
        String type = entity.name();
        Long length = checkpoint.lengths().get(type);
        StillMap<String, EntityState> map;
        if (length == null) {
            map = settings.build();
        } else {
            Open open = resume(type, path(type, checkpoint.generation()), length, settings, codec);
            files.add(open);
            map = open.file.map();
            generation = checkpoint.generation();
            wholeBytes += length;
        }
        types.put(type, new Type(map, codec));
        return map;
    }

    private static Open resume(
            String type,
            Path path,
            long length,
            StillMap.Builder<String, EntityState> settings,
            EntryCodec<String, EntityState> codec)
            throws IOException {
        if (!Files.exists(path) || Files.size(path) < length) {
            throw damaged(path, "it has less than " + length + " bytes", null);
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean done = false;
        try {
            channel.truncate(length);
            Open open = new Open(type, path, channel, MapFile.resume(channel, codec, settings));
            done = true;
            return open;
        } catch (MapFormatException e) {
            throw damaged(path, String.valueOf(e.getMessage()), e);
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    private static DurableException damaged(Path path, String what, @Nullable Throwable cause) {
        String message = path.toAbsolutePath() + " is damaged (" + what
                + "): nothing was read from it. Put a copy of its folder back, or move that away to begin anew from the inputs";
        return cause == null ? new DurableException(message) : new DurableException(message, cause);
    }

    /** Deletes what checkpoints left that did not come to their ends. */
    void deleteOthers() throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path each : all) {
                if (files.stream().noneMatch(open -> open.path.equals(each))) {
                    Files.delete(each);
                }
            }
        }
    }

    /**
     * Writes a snapshot to the disk, what has changed or all.
     *
     * @param commit makes the checkpoint the one that counts, of this generation and these lengths
     * @throws IOException if it cannot be written; the one before counts still, and the next may succeed
     */
    void save(EngineSnapshot snapshot, Commit commit) throws IOException {
        if (files.isEmpty() || isOutgrown() || !append(snapshot, commit)) {
            saveWhole(snapshot, commit);
        }
    }

    /** Makes a checkpoint count. */
    @FunctionalInterface
    interface Commit {

        void commit(long generation, Map<String, Long> lengths) throws DurableException;
    }

    private boolean isOutgrown() throws IOException {
        long bytes = 0;
        for (Open open : files) {
            bytes += open.channel.position();
        }
        return bytes > MOST_GROWTH * wholeBytes + ALWAYS_GROWTH;
    }

    /** Whether it could be done: not if the snapshot of the last time was closed because it kept too much memory alive. */
    private boolean append(EngineSnapshot snapshot, Commit commit) throws IOException {
        try {
            for (Open open : files) {
                open.file.save(snapshot.entities(open.type));
                open.channel.force(false);
            }
        } catch (IllegalStateException e) {
            return false;
        }
        commit.commit(generation, lengths(files));
        return true;
    }

    private static Map<String, Long> lengths(List<Open> files) throws IOException {
        Map<String, Long> lengths = new LinkedHashMap<>();
        for (Open open : files) {
            lengths.put(open.type, open.channel.position());
        }
        return lengths;
    }

    private void saveWhole(EngineSnapshot snapshot, Commit commit) throws IOException {
        long next = generation + 1;
        List<Open> whole = new ArrayList<>();
        boolean done = false;
        try {
            for (Map.Entry<String, Type> each : types.entrySet()) {
                Open open = create(each.getKey(), path(each.getKey(), next), each.getValue());
                whole.add(open);
                open.file.save(snapshot.entities(open.type));
                open.channel.force(true);
            }
            forceNames();
            commit.commit(next, lengths(whole));
            done = true;
        } finally {
            List<Open> leftOver = done ? files : whole;
            if (done) {
                files = whole;
                generation = next;
                wholeBytes = lengths(whole).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
            }
            for (Open open : leftOver) {
                open.close();
                Files.deleteIfExists(open.path);
            }
        }
    }

    /** The names of the files, too, have to be on the disk before they count. Windows writes them by itself, and opens no folder. */
    private void forceNames() throws IOException {
        if (File.separatorChar == '/') {
            try (FileChannel names = FileChannel.open(folder)) {
                names.force(true);
            }
        }
    }

    private static Open create(String type, Path path, Type of) throws IOException {
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        return new Open(type, path, channel, MapFile.create(of.map, channel, of.codec));
    }

    @Override
    public void close() throws IOException {
        for (Open open : files) {
            open.close();
        }
    }
}
