package dev.stillmap.server.durable;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.InputDefinition;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.engine.EngineSnapshot;
import dev.stillmap.server.engine.EventCounts;
import dev.stillmap.server.ingest.EventTaker;
import dev.stillmap.server.ingest.Ingest;
import dev.stillmap.server.ingest.SourcePosition;
import dev.stillmap.server.input.Rejected;
import dev.stillmap.server.input.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that a server keeps its entities in, so that the next one goes on where this one ended, however it ended.
 *
 * <p><b>What is kept.</b> A checkpoint: all entities as of one instant, taken from a snapshot while events come in, and how far each
 * input had been read at that instant. A log: the requests since then, each on the disk before it is answered.
 *
 * <p><b>After a restart</b> the entities are those of the checkpoint; the requests of the log that are not in it are applied again, and
 * inputs are read on behind what is in it. So each event of a file, and each of a request that was answered, is there once. A request
 * that was not answered is there as a whole or not at all; with an idempotency key it may be sent again.
 *
 * <p><b>Damage.</b> What a checkpoint or a group of requests had not written to its end when the process ended is cut off. Any other
 * byte that is not as it was written is found by a checksum when the folder is opened, and nothing is used then.
 *
 * <p>Thread-safe, once it is started. Of one process at a time.
 */
public final class DataFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

    private static final String DATABASE = "server.db";

    private final Path folder;

    private final Definition definition;

    private final FileChannel lockFile;

    private final Database database;

    private final CheckpointFiles files;

    private final Checkpoint start;

    /** What sources that are being read began with, by name. Guarded by itself. */
    private final Map<String, Beginning> beginnings = new HashMap<>();

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "checkpoint");
        thread.setDaemon(true);
        return thread;
    });

    private @Nullable Engine engine;

    private @Nullable Ingest ingest;

    private @Nullable Journal journal;

    private @Nullable Progress saved;

    private @Nullable Future<?> ticks;

    private volatile CheckpointStatus status = new CheckpointStatus(null, null);

    /** What is saved together; without the snapshot, to see whether anything has happened. */
    private record Progress(EventCounts counts, long rejected, long request, Map<String, SourcePosition> positions) {}

    private DataFolder(Path folder, Definition definition, FileChannel lockFile, Database database, Checkpoint start) {
        this.folder = folder;
        this.definition = definition;
        this.lockFile = lockFile;
        this.database = database;
        this.start = start;
        this.files = new CheckpointFiles(folder);
    }

    /**
     * Opens a folder, or makes a new one.
     *
     * @param folder the folder
     * @param definition what is kept
     * @return the folder, to be closed
     * @throws DurableException if it is damaged, in use, of another definition, or cannot be written
     */
    public static DataFolder open(Path folder, Definition definition) throws DurableException {
        FileChannel lockFile = lock(folder);
        boolean opened = false;
        try {
            requireDatabase(folder);
            Database database = Database.open(folder.resolve(DATABASE), fingerprint(definition));
            try {
                DataFolder data = new DataFolder(folder, definition, lockFile, database, database.checkpoint());
                opened = true;
                return data;
            } finally {
                if (!opened) {
                    database.close();
                }
            }
        } finally {
            if (!opened) {
                closeQuietly(lockFile);
            }
        }
    }

    /** Without it checkpoints say nothing, and would be taken for leftovers. */
    private static void requireDatabase(Path folder) throws DurableException {
        if (Files.exists(folder.resolve(DATABASE))) {
            return;
        }
        boolean isEmpty;
        try (DirectoryStream<Path> checkpoints = Files.newDirectoryStream(folder, "*" + CheckpointFiles.SUFFIX)) {
            isEmpty = !checkpoints.iterator().hasNext();
        } catch (IOException e) {
            throw new DurableException(folder.toAbsolutePath() + " cannot be read: " + e, e);
        }
        if (!isEmpty) {
            throw new DurableException(folder.toAbsolutePath() + " has checkpoints, but not the " + DATABASE
                    + " that belongs to them: put that back, or move the folder away to begin anew");
        }
    }

    private static FileChannel lock(Path folder) throws DurableException {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = null;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                // Another server of this process.
            }
            if (lock == null) {
                channel.close();
                throw new DurableException("another server uses " + folder.toAbsolutePath()
                        + ": stop it first, or name another folder by --data");
            }
            return channel;
        } catch (DurableException e) {
            throw e;
        } catch (IOException e) {
            throw new DurableException(
                    folder.toAbsolutePath() + " cannot be used (" + e + "): it has to be a folder that can be written",
                    e);
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("the lock could not be closed", e);
        }
    }

    /** All of it that states of entities, and what lines mean, depend on. */
    private static String fingerprint(Definition definition) {
        InputDefinition input = definition.input();
        return Long.toHexString(Checksum.of(
                input.format(),
                input.delimiter(),
                input.fields(),
                input.time(),
                definition.entities(),
                definition.features()));
    }

    /**
     * Loads the entities. To be called once.
     *
     * @return an engine with the entities of the checkpoint
     * @throws IOException if they cannot be loaded
     */
    public Engine load() throws IOException {
        engine = new Engine(
                definition, start.counts(), (type, settings, codec) -> files.load(start, type, settings, codec));
        files.deleteOthers();
        return engine;
    }

    /**
     * Makes what applies events to the engine, and applies the requests that are not in the checkpoint. To be called once, after
     * {@link #load}.
     *
     * @param rejects takes the lines that are not applied, in any thread
     * @param clock what time it is
     * @return what inputs are given to
     * @throws DurableException if the log cannot be read
     */
    public Ingest ingest(Consumer<Rejected> rejects, Clock clock) throws DurableException {
        Engine loaded = Objects.requireNonNull(engine, "load() comes first");
        Ingest made = new Ingest(loaded, rejects, start.rejected(), start.request());
        Journal log = new Journal(database, made, definition.input().future(), clock);
        log.start();
        ingest = made;
        journal = log;
        return made;
    }

    /**
     * What takes the events of requests: each is on the disk before it is answered.
     *
     * @return a taker, for any number of threads
     */
    public EventTaker taker() {
        return Objects.requireNonNull(journal, "ingest() comes first");
    }

    /**
     * From where a source is to be read.
     *
     * @param source a source that can be read again
     * @return the position behind what is in the checkpoint
     * @throws DurableException if it is another than the one that was read before
     * @throws IOException if it cannot be read
     */
    public SourcePosition position(Source source) throws IOException {
        SavedSource known = start.sources().get(source.name());
        try (InputStream bytes = source.opening().open()) {
            if (known == null) {
                remember(source, Beginning.of(bytes));
                return SourcePosition.START;
            }
            if (!known.beginning().isOf(bytes)) {
                throw new DurableException(
                        source.name() + " is another file than the one of that name that was read before, up to"
                                + " line " + known.position().line() + ": give it another name, or move "
                                + folder.toAbsolutePath()
                                + " away to begin anew");
            }
        }
        // It may have grown: of a longer beginning there are fewer.
        try (InputStream bytes = source.opening().open()) {
            remember(source, Beginning.of(bytes));
        }
        return known.position();
    }

    private void remember(Source source, Beginning beginning) {
        synchronized (beginnings) {
            beginnings.put(source.name(), beginning);
        }
    }

    /**
     * Takes checkpoints from now on, and one when this is closed.
     *
     * @param every how often
     */
    public void startCheckpoints(Duration every) {
        ticks = timer.scheduleWithFixedDelay(
                this::tryCheckpoint, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tryCheckpoint() {
        try {
            checkpoint();
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("no checkpoint could be taken; the one before counts, and another is tried: {}", e.toString());
            status = new CheckpointStatus(status.at(), e.toString());
        }
    }

    /**
     * Takes a checkpoint, unless nothing has happened since the last.
     *
     * @throws IOException if it cannot be written; the one before counts then
     */
    public synchronized void checkpoint() throws IOException {
        Ingest all = Objects.requireNonNull(ingest, "ingest() comes first");
        Engine from = Objects.requireNonNull(engine);
        record Taken(Progress progress, @Nullable EngineSnapshot snapshot) {}
        Taken taken = all.betweenEvents(() -> {
            Progress now = new Progress(from.counts(), all.rejected(), all.lastRequest(), all.positions());
            return new Taken(now, now.equals(saved) ? null : from.snapshot());
        });
        if (taken.snapshot == null) {
            // What is on the disk is as of now, however long nothing happens.
            status = new CheckpointStatus(Instant.now(), null);
            return;
        }
        Progress now = taken.progress;
        try (EngineSnapshot snapshot = taken.snapshot) {
            files.save(
                    snapshot,
                    (generation, lengths) -> database.save(new Checkpoint(
                            generation, lengths, now.request, now.counts, now.rejected, sources(now.positions))));
        }
        saved = now;
        status = new CheckpointStatus(Instant.now(), null);
    }

    /** Only those that can be read again. */
    private Map<String, SavedSource> sources(Map<String, SourcePosition> positions) {
        Map<String, SavedSource> sources = new LinkedHashMap<>();
        synchronized (beginnings) {
            positions.forEach((name, position) -> {
                Beginning beginning = beginnings.get(name);
                if (beginning != null) {
                    sources.put(name, new SavedSource(position, beginning));
                }
            });
        }
        return sources;
    }

    /**
     * How the last checkpoint went.
     *
     * @return its moment, and why none could be taken since
     */
    public CheckpointStatus status() {
        return status;
    }

    /** Answers the requests that wait, takes a last checkpoint, and lets others use the folder. */
    @Override
    public void close() throws IOException {
        if (ticks != null) {
            ticks.cancel(false);
        }
        timer.shutdown();
        try {
            if (journal != null) {
                journal.stop();
            }
            if (!timer.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.error("a checkpoint takes long; none is taken now");
                return;
            }
            if (ingest != null) {
                checkpoint();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            files.close();
            database.close();
            lockFile.close();
        }
    }
}
