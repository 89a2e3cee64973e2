package dev.stillmap.server.durable;

import dev.stillmap.server.definition.InputDefinition.Format;
import dev.stillmap.server.engine.EventCounts;
import dev.stillmap.server.ingest.SourcePosition;
import dev.stillmap.server.ingest.Submission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of requests, their idempotency keys, and which checkpoint counts: one SQLite file, written in transactions that are on the
 * disk when they return. Each row has a checksum of its own, since SQLite's pages have none. A transaction that fails changes nothing, and
 * the next may succeed. Thread-safe; one transaction at a time.
 */
final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private static final String VERSION = "1";

    /** There may be a hundredth too many. */
    private static final long KEYS_BETWEEN_LOOKS = 100;

    private static final List<String> SETTINGS = List.of(
            // Without it the other processes that are locked out would be waited for, and memory be shared by a mapped
            // file.
            "PRAGMA locking_mode = EXCLUSIVE",
            "PRAGMA journal_mode = WAL",
            // On the disk when a transaction returns, not only in the system's cache.
            "PRAGMA synchronous = FULL",
            "PRAGMA cell_size_check = ON",
            "PRAGMA cache_size = -4096",
            "PRAGMA journal_size_limit = 67108864");

    private static final List<String> TABLES = List.of(
            "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL, checksum INTEGER NOT NULL)",
            "CREATE TABLE IF NOT EXISTS request (number INTEGER PRIMARY KEY, received INTEGER NOT NULL, latest INTEGER NOT NULL, source TEXT NOT NULL, format TEXT NOT NULL,"
                    + " key TEXT, body BLOB NOT NULL, checksum INTEGER NOT NULL)",
            "CREATE TABLE IF NOT EXISTS idempotency (key TEXT PRIMARY KEY, number INTEGER NOT NULL, digest TEXT NOT NULL,"
                    + " received INTEGER NOT NULL, answer TEXT, checksum INTEGER NOT NULL)",
            "CREATE INDEX IF NOT EXISTS idempotency_received ON idempotency (received, number)",
            "CREATE TABLE IF NOT EXISTS file (type TEXT PRIMARY KEY, length INTEGER NOT NULL, checksum INTEGER NOT NULL)",
            "CREATE TABLE IF NOT EXISTS source (name TEXT PRIMARY KEY, line INTEGER NOT NULL, accepted INTEGER NOT NULL,"
                    + " rejected INTEGER NOT NULL, beginning INTEGER NOT NULL, begins INTEGER NOT NULL,"
                    + " checksum INTEGER NOT NULL)");

    private final Path file;

    private final Connection connection;

    private final Map<String, String> meta = new HashMap<>();

    /** That came since it was looked for too many of them, or may have come in an earlier process. */
    private long newKeys = Long.MAX_VALUE / 2;

    /** Takes part in a transaction. */
    private interface Work {

        void run() throws SQLException;
    }

    /** Takes rows. */
    private interface Rows {

        void take(ResultSet row) throws SQLException, DurableException;
    }

    /** Takes requests of the log. */
    @FunctionalInterface
    interface Replay {

        void take(LoggedRequest request) throws DurableException;
    }

    private Database(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens it, or makes a new one.
     *
     * @param file where it is
     * @param definition what the entities are kept by, in a few characters
     * @throws DurableException if it is damaged, cannot be written, or is of another definition
     */
    static Database open(Path file, String definition) throws DurableException {
        requireLog(file.resolveSibling(file.getFileName() + "-wal"));
        Connection connection;
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        } catch (SQLException e) {
            throw unusable(file, e);
        }
        Database database = new Database(file, connection);
        boolean opened = false;
        try {
            database.prepare(definition);
            opened = true;
            return database;
        } catch (SQLException e) {
            throw unusable(file, e);
        } finally {
            if (!opened) {
                database.close();
            }
        }
    }

    private static void requireLog(Path log) throws DurableException {
        boolean damaged;
        try {
            damaged = WriteAheadLog.isDamaged(log);
        } catch (IOException e) {
            throw new DurableException(log + " cannot be read: " + e, e);
        }
        if (damaged) {
            throw damaged(log, "a transaction before the last is not as it was written");
        }
    }

    private static DurableException unusable(Path file, SQLException cause) {
        return new DurableException(
                file + " cannot be used (" + cause.getMessage() + "): is it damaged, or the disk full or not writable?",
                cause);
    }

    private static DurableException damaged(Path file, String what) {
        return new DurableException(
                file + " is damaged (" + what
                        + "): nothing was read from it. Put a copy back, or move its folder away to begin anew from the inputs");
    }

    private void prepare(String definition) throws SQLException, DurableException {
        try (Statement statement = connection.createStatement()) {
            for (String setting : SETTINGS) {
                statement.execute(setting);
            }
            try (ResultSet checked = statement.executeQuery("PRAGMA integrity_check(1)")) {
                String found = checked.next() ? checked.getString(1) : "nothing";
                if (!found.equals("ok")) {
                    throw damaged(file, found);
                }
            }
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
        rows("SELECT name, value, checksum FROM meta", row -> {
            String name = row.getString(1);
            String value = row.getString(2);
            requireSum(row, 3, "meta", name, value);
            meta.put(name, value);
        });
        if (meta.isEmpty()) {
            transaction(() -> {
                put("version", VERSION);
                put("definition", definition);
            });
        }
        if (!VERSION.equals(meta.get("version"))) {
            throw new DurableException(file + " is of version " + meta.get("version") + ", and this server reads "
                    + VERSION + ": use the server that wrote it");
        }
        if (!definition.equals(meta.get("definition"))) {
            throw new DurableException(file.toAbsolutePath().getParent()
                    + " holds entities of another definition: name another folder by --data, give the definition another 'name', or"
                    + " move the folder away to begin anew");
        }
        requireSums();
    }

    /** What is needed only later is looked at now: nothing of a damaged file is used. */
    private void requireSums() throws SQLException, DurableException {
        rows(
                "SELECT key, number, digest, received, answer, checksum FROM idempotency",
                row -> requireSum(
                        row,
                        6,
                        "idempotency",
                        row.getString(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getString(5)));
        long[] expected = {number("checkpoint_request") + 1};
        rows("SELECT number FROM request ORDER BY number", row -> {
            if (row.getLong(1) != expected[0]++) {
                throw damaged(file, "request " + (expected[0] - 1) + " is missing");
            }
        });
        if (expected[0] != number("last_request") + 1) {
            throw damaged(file, "request " + expected[0] + " is missing");
        }
    }

    private void rows(String query, Rows action) throws SQLException, DurableException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                action.take(rows);
            }
        }
    }

    private void requireSum(ResultSet row, int column, @Nullable Object... columns)
            throws SQLException, DurableException {
        if (row.getLong(column) != Checksum.of(columns)) {
            throw damaged(file, "a row of " + columns[0] + " is not as it was written");
        }
    }

    private void transaction(Work work) throws SQLException {
        Map<String, String> before = new HashMap<>(meta);
        boolean done = false;
        try {
            execute("BEGIN IMMEDIATE");
            work.run();
            execute("COMMIT");
            done = true;
        } finally {
            if (!done) {
                meta.clear();
                meta.putAll(before);
                rollBack();
            }
        }
    }

    private void execute(String statement) throws SQLException {
        try (Statement executed = connection.createStatement()) {
            executed.execute(statement);
        }
    }

    private void rollBack() {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has done so itself, as where a disk is full: what it failed with is thrown.
        }
    }

    private void update(String statement, @Nullable Object... values) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                prepared.setObject(i + 1, values[i]);
            }
            prepared.executeUpdate();
        }
    }

    private void put(String name, Object value) throws SQLException {
        update(
                "INSERT OR REPLACE INTO meta VALUES (?, ?, ?)",
                name,
                value.toString(),
                Checksum.of("meta", name, value));
        meta.put(name, value.toString());
    }

    private long number(String name) {
        return Long.parseLong(meta.getOrDefault(name, "0"));
    }

    /** The last request of the log, or of the checkpoint if that has all. */
    synchronized long lastRequest() {
        return number("last_request");
    }

    /** Which checkpoint counts. */
    synchronized Checkpoint checkpoint() throws DurableException {
        if (!meta.containsKey("generation")) {
            return Checkpoint.NONE;
        }
        Map<String, Long> lengths = new LinkedHashMap<>();
        Map<String, SavedSource> sources = new LinkedHashMap<>();
        try {
            rows("SELECT type, length, checksum FROM file", row -> {
                requireSum(row, 3, "file", row.getString(1), row.getLong(2));
                lengths.put(row.getString(1), row.getLong(2));
            });
            rows("SELECT name, line, accepted, rejected, beginning, begins, checksum FROM source", row -> {
                requireSum(
                        row,
                        7,
                        "source",
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getInt(5),
                        row.getLong(6));
                sources.put(
                        row.getString(1),
                        new SavedSource(
                                new SourcePosition(row.getLong(2), row.getLong(3), row.getLong(4)),
                                new Beginning(row.getInt(5), row.getLong(6))));
            });
        } catch (SQLException e) {
            throw unusable(file, e);
        }
        return new Checkpoint(
                number("generation"),
                lengths,
                number("checkpoint_request"),
                new EventCounts(number("applied"), number("late"), number("newest")),
                number("rejected"),
                sources);
    }

    /** Makes a checkpoint the one that counts, and lets go of the requests that are in it. Its files are on the disk. */
    synchronized void save(Checkpoint checkpoint) throws DurableException {
        try {
            transaction(() -> {
                put("generation", checkpoint.generation());
                put("checkpoint_request", checkpoint.request());
                put("applied", checkpoint.counts().applied());
                put("late", checkpoint.counts().late());
                put("newest", checkpoint.counts().newest());
                put("rejected", checkpoint.rejected());
                update("DELETE FROM file");
                for (Map.Entry<String, Long> each : checkpoint.lengths().entrySet()) {
                    update(
                            "INSERT INTO file VALUES (?, ?, ?)",
                            each.getKey(),
                            each.getValue(),
                            Checksum.of("file", each.getKey(), each.getValue()));
                }
                for (Map.Entry<String, SavedSource> each : checkpoint.sources().entrySet()) {
                    saveSource(each.getKey(), each.getValue());
                }
                update("DELETE FROM request WHERE number <= ?", checkpoint.request());
            });
        } catch (SQLException e) {
            throw unusable(file, e);
        }
        emptyLog();
    }

    /**
     * SQLite's own log ends for it where a byte is another: the shorter it is, the less that can take back, and of a checkpoint
     * nothing.
     */
    private void emptyLog() {
        try {
            execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            LOG.warn("the log of {} could not be emptied; the next checkpoint tries again: {}", file, e.getMessage());
        }
    }

    private void saveSource(String name, SavedSource source) throws SQLException {
        SourcePosition position = source.position();
        Beginning beginning = source.beginning();
        update(
                "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?, ?)",
                name,
                position.line(),
                position.accepted(),
                position.rejected(),
                beginning.length(),
                beginning.checksum(),
                Checksum.of(
                        "source",
                        name,
                        position.line(),
                        position.accepted(),
                        position.rejected(),
                        beginning.length(),
                        beginning.checksum()));
    }

    /** Requests of the log that are not in the checkpoint, in their order. */
    synchronized void replay(Replay action) throws DurableException {
        try {
            rows(
                    "SELECT number, received, latest, source, format, key, body, checksum FROM request ORDER BY number",
                    row -> {
                        long number = row.getLong(1);
                        long received = row.getLong(2);
                        long latest = row.getLong(3);
                        String source = row.getString(4);
                        String format = row.getString(5);
                        String key = row.getString(6);
                        byte[] body = row.getBytes(7);
                        requireSum(row, 8, "request", number, received, latest, source, format, key, body);
                        action.take(new LoggedRequest(
                                number, received, latest, source, new Submission(Format.valueOf(format), body, key)));
                    });
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    /**
     * Appends requests, with the answers that have become known since the last time. All are on the disk when this returns.
     *
     * @param requests numbered from {@link #lastRequest} on
     * @param answers by idempotency key
     * @param oldest keys that came before are forgotten, in milliseconds since 1970
     * @param mostKeys of more, the oldest are forgotten
     * @throws DurableException if they cannot be written; none is then
     */
    synchronized void append(List<LoggedRequest> requests, Map<String, String> answers, long oldest, long mostKeys)
            throws DurableException {
        try {
            transaction(() -> {
                for (LoggedRequest request : requests) {
                    Submission submission = request.submission();
                    String key = submission.key();
                    String format = submission.format().name();
                    update(
                            "INSERT INTO request VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                            request.number(),
                            request.received(),
                            request.latest(),
                            request.source(),
                            format,
                            key,
                            submission.body(),
                            Checksum.of(
                                    "request",
                                    request.number(),
                                    request.received(),
                                    request.latest(),
                                    request.source(),
                                    format,
                                    key,
                                    submission.body()));
                    if (key != null) {
                        newKeys++;
                        saveKey(key, request.number(), digest(submission), request.received(), null);
                    }
                }
                for (Map.Entry<String, String> answer : answers.entrySet()) {
                    saveAnswer(answer.getKey(), answer.getValue());
                }
                update("DELETE FROM idempotency WHERE received < ?", oldest);
                if (newKeys > mostKeys / KEYS_BETWEEN_LOOKS) {
                    update(
                            "DELETE FROM idempotency WHERE key IN (SELECT key FROM idempotency"
                                    + " ORDER BY received DESC, number DESC LIMIT -1 OFFSET ?)",
                            mostKeys);
                    newKeys = 0;
                }
                if (!requests.isEmpty()) {
                    put("last_request", requests.get(requests.size() - 1).number());
                }
            });
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    /** Tells bodies apart also where somebody wants one to be taken for another. */
    static String digest(Submission submission) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(submission.format().name().getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(submission.body()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has it", e);
        }
    }

    private void saveKey(String key, long number, String digest, long received, @Nullable String answer)
            throws SQLException {
        update(
                "INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?, ?, ?)",
                key,
                number,
                digest,
                received,
                answer,
                Checksum.of("idempotency", key, number, digest, received, answer));
    }

    private void saveAnswer(String key, String answer) throws SQLException {
        try (PreparedStatement asked =
                connection.prepareStatement("SELECT number, digest, received FROM idempotency WHERE key = ?")) {
            asked.setString(1, key);
            try (ResultSet row = asked.executeQuery()) {
                if (row.next()) {
                    saveKey(key, row.getLong(1), row.getString(2), row.getLong(3), answer);
                }
            }
        }
    }

    /** What became of the request with that key, or null if there is none. */
    synchronized @Nullable Idempotency find(String key) throws DurableException {
        try (PreparedStatement asked =
                connection.prepareStatement("SELECT number, digest, answer FROM idempotency WHERE key = ?")) {
            asked.setString(1, key);
            try (ResultSet row = asked.executeQuery()) {
                return row.next() ? new Idempotency(row.getLong(1), row.getString(2), row.getString(3)) : null;
            }
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // What was to be kept is on the disk already.
        }
    }
}
