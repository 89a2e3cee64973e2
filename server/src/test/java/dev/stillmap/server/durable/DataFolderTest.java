package dev.stillmap.server.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillmap.server.ManualClock;
import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.definition.InputDefinition.Format;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.engine.EngineSnapshot;
import dev.stillmap.server.ingest.Ingest;
import dev.stillmap.server.ingest.InputStatus;
import dev.stillmap.server.ingest.KeyReusedException;
import dev.stillmap.server.ingest.SourcePosition;
import dev.stillmap.server.ingest.Submission;
import dev.stillmap.server.ingest.Taken;
import dev.stillmap.server.input.Inputs;
import dev.stillmap.server.input.ReadProgress;
import dev.stillmap.server.input.Source;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is killed leaves its folder as it is at that moment: a copy of it is what the next one finds. */
class DataFolderTest {

    private static final String DEFINITION_TEXT = """
            name: test
            input:
              format: ndjson
              time: at
              fields:
                at: {type: timestamp, format: seconds}
                who: {type: string, optional: true}
                amount: {type: integer}
                what: {type: string}
            entities:
              person: {key: who, none: nobody}
              thing: {key: what}
            features:
              events: {kind: count}
              total: {kind: sum, field: amount}
              mean: {kind: mean, field: amount}
              last: {kind: last, field: what}
              recent: {kind: sum, field: amount, window: {size: 100s, slide: 10s}}
              kinds: {kind: distinct, field: what}
              middle: {kind: quantiles, field: amount, at: [0.5]}
              top: {kind: top, field: what, limit: 7}
              pace: {kind: ewma, field: amount, half_life: 1h}
            """;

    private static final Definition DEFINITION = DefinitionReader.read("test", DEFINITION_TEXT);

    @TempDir
    private Path temporary;

    private final List<Life> lives = new ArrayList<>();

    private int copies;

    /** One server. */
    private static final class Life implements AutoCloseable {

        private final DataFolder folder;

        private final Engine engine;

        private final Ingest ingest;

        Life(Path path) throws IOException {
            this(path, Clock.systemUTC());
        }

        Life(Path path, Clock clock) throws IOException {
            folder = DataFolder.open(path, DEFINITION);
            boolean opened = false;
            try {
                engine = folder.load();
                ingest = folder.ingest(line -> {}, clock);
                opened = true;
            } finally {
                if (!opened) {
                    folder.close();
                }
            }
        }

        Taken take(String events, @Nullable String key) throws IOException, KeyReusedException, InterruptedException {
            return folder.taker().take(new Submission(Format.NDJSON, events.getBytes(StandardCharsets.UTF_8), key));
        }

        /** Reads a file on, up to a line or to its end. */
        InputStatus read(Path file, long until) throws IOException, InterruptedException {
            Source source = Inputs.find(List.of(file.toString())).get(0).get(0);
            SourcePosition read = ingest.positions().get(source.name());
            SourcePosition from = read == null ? folder.position(source) : read;
            ingest.start(List.of(new Ingest.Planned(
                    source.name(),
                    source.size(),
                    from,
                    (sink, progress) -> Inputs.read(DEFINITION.input(), source, sink, new ReadProgress() {
                        @Override
                        public void read(long allBytes) {
                            progress.read(allBytes);
                        }

                        @Override
                        public long after() {
                            return progress.after();
                        }

                        @Override
                        public boolean isStopped() {
                            return ingest.positions().get(source.name()).line() >= until;
                        }
                    }))));
            ingest.awaitInputs();
            List<InputStatus> all = ingest.inputs();
            return all.get(all.size() - 1);
        }

        Map<String, Object> all() {
            Map<String, Object> all = new TreeMap<>();
            try (EngineSnapshot snapshot = engine.snapshot()) {
                for (String type : List.of("person", "thing")) {
                    snapshot.forEach(
                            type,
                            (key, state) ->
                                    all.put(type + " " + key, Objects.requireNonNull(snapshot.entity(type, key))));
                }
            }
            all.put("counts", engine.counts());
            all.put("rejected", ingest.rejected());
            return all;
        }

        @Override
        public void close() throws IOException {
            ingest.close();
            folder.close();
        }
    }

    private Life live(Path path) throws IOException {
        Life life = new Life(path);
        lives.add(life);
        return life;
    }

    @AfterEach
    void close() throws IOException {
        for (Life life : lives) {
            life.close();
        }
    }

    private Path copy(Path folder) throws IOException {
        Path copy = Files.createDirectory(temporary.resolve("copy" + copies++));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static String event(long at, @Nullable String who, long amount, String what) {
        return "{\"at\":" + at + (who == null ? "" : ",\"who\":\"" + who + "\"") + ",\"amount\":" + amount
                + ",\"what\":\"" + what + "\"}\n";
    }

    private static String events(long seed, int count) {
        Random random = new Random(seed);
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < count; i++) {
            if (random.nextInt(50) == 0) {
                events.append("nothing\n");
            }
            String who = random.nextInt(10) == 0 ? null : "p" + random.nextInt(20);
            events.append(event(
                    1_000_000 + i - random.nextInt(200), who, random.nextInt(100) - 20, "t" + random.nextInt(60)));
        }
        return events.toString();
    }

    @Test
    void aCheckpointIsOfNowHoweverLongNothingHappens() throws Exception {
        Life life = live(temporary.resolve("idle"));
        life.take(events(1, 10), null);
        life.folder.checkpoint();
        Instant first = Objects.requireNonNull(life.folder.status().at());
        while (!Instant.now().isAfter(first)) {
            Thread.onSpinWait();
        }
        life.folder.checkpoint();
        assertThat(life.folder.status().at()).isAfter(first);
        assertThat(life.folder.taker().waiting()).isZero();
    }

    private Map<String, Object> undisturbed(Path file) throws IOException, InterruptedException {
        Life life = live(temporary.resolve("undisturbed"));
        life.read(file, Long.MAX_VALUE);
        return life.all();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void eachEventOfAFileIsThereOnceWhereverAProcessEnds(long seed) throws IOException, InterruptedException {
        Path file = Files.writeString(temporary.resolve("events.ndjson"), events(seed, 3_000));
        Map<String, Object> expected = undisturbed(file);
        Random random = new Random(seed);
        Path folder = temporary.resolve("folder");
        long line = 0;
        while (line < 2_000) {
            Life life = live(folder);
            line += random.nextInt(600);
            life.read(file, line);
            life.folder.checkpoint();
            life.read(file, line + random.nextInt(300));
            if (random.nextBoolean()) {
                life.folder.checkpoint();
            }
            folder = copy(folder);
        }
        Life last = live(folder);
        assertThat(last.read(file, Long.MAX_VALUE).state()).isEqualTo(InputStatus.State.DONE);
        assertThat(last.all()).as("seed %s", seed).isEqualTo(expected);
    }

    @Test
    void aCheckpointIsTakenWhenItIsClosed() throws IOException, InterruptedException, KeyReusedException {
        Path folder = temporary.resolve("folder");
        Map<String, Object> before;
        try (Life life = new Life(folder)) {
            life.take(events(1, 500), null);
            before = life.all();
        }
        assertThat(live(folder).all()).isEqualTo(before);
    }

    @Test
    void whatWasAnsweredIsThere() throws IOException, InterruptedException, KeyReusedException {
        Path folder = temporary.resolve("folder");
        Life life = live(folder);
        for (int i = 1; i <= 30; i++) {
            life.take(events(i, 20), i % 3 == 0 ? "key" + i : null);
            if (i % 7 == 0) {
                life.folder.checkpoint();
            }
            if (i % 5 == 0) {
                assertThat(live(copy(folder)).all()).as("after %s", i).isEqualTo(life.all());
            }
        }
    }

    @Test
    void aRequestThatIsSentAgainIsAnsweredAsTheFirstTime()
            throws IOException, InterruptedException, KeyReusedException {
        Path folder = temporary.resolve("folder");
        Life life = live(folder);
        String events = events(1, 100) + "bad\n";
        Taken first = life.take(events, "once");
        Map<String, Object> before = life.all();
        assertThat(life.take(events, "once")).isEqualTo(first);
        // Killed before anything that came after the log was written is on the disk.
        Life next = live(copy(folder));
        assertThat(next.take(events, "once")).isEqualTo(first);
        assertThat(next.all()).isEqualTo(before);
        assertThatExceptionOfType(KeyReusedException.class).isThrownBy(() -> next.take(events(2, 100), "once"));
        next.folder.checkpoint();
        Life last = live(copy(temporary.resolve("copy0")));
        assertThat(last.take(events, "once")).isEqualTo(first);
        assertThatExceptionOfType(KeyReusedException.class).isThrownBy(() -> last.take(events(2, 100), "once"));
        assertThat(last.all()).isEqualTo(before);
    }

    /** Seen red with the log applied as of the time of the restart. */
    @Test
    void aClockThatIsSetBackTakesNothingBack() throws IOException, InterruptedException, KeyReusedException {
        Path folder = temporary.resolve("folder");
        ManualClock clock = new ManualClock(Instant.parse("2026-01-02T00:00:00Z"));
        Life life = new Life(folder, clock);
        lives.add(life);
        long soon = clock.instant().plusSeconds(3_600).getEpochSecond();
        assertThat(life.take(event(soon, "a", 1, "x") + event(soon + 86_400, "a", 1, "x"), null)
                        .accepted())
                .isEqualTo(1);
        clock.advance(Duration.ofDays(-7));
        Life next = new Life(copy(folder), clock);
        lives.add(next);
        assertThat(next.all()).isEqualTo(life.all());
        clock.advance(Duration.ofDays(70));
        Life last = new Life(copy(folder), clock);
        lives.add(last);
        assertThat(last.all()).isEqualTo(life.all());
    }

    @Test
    void aFolderIsOfOneServerAndOfOneDefinition() throws IOException {
        Path folder = temporary.resolve("folder");
        Life life = live(folder);
        assertThatExceptionOfType(DurableException.class)
                .isThrownBy(() -> DataFolder.open(folder, DEFINITION))
                .withMessageContaining("another server uses");
        Path copy = copy(folder);
        Definition other = DefinitionReader.read("test", DEFINITION_TEXT.replace("100s", "200s"));
        assertThatExceptionOfType(DurableException.class)
                .isThrownBy(() -> DataFolder.open(copy, other))
                .withMessageContaining("another definition");
        assertThat(life.engine.appliedEvents()).isZero();
    }

    @Test
    void checkpointsWithoutWhatBelongsToThemAreNotThrownAway()
            throws IOException, InterruptedException, KeyReusedException {
        Path folder = temporary.resolve("folder");
        Life life = live(folder);
        life.take(events(1, 10), null);
        life.folder.checkpoint();
        Path copy = copy(folder);
        Files.delete(copy.resolve("server.db"));
        assertThatExceptionOfType(DurableException.class)
                .isThrownBy(() -> DataFolder.open(copy, DEFINITION))
                .withMessageContaining("server.db");
        assertThat(copy.resolve("person-1.map")).exists();
        Path other = copy(folder);
        Files.delete(other.resolve("person-1.map"));
        assertThatExceptionOfType(DurableException.class)
                .isThrownBy(() -> new Life(other))
                .withMessageContaining("person-1.map");
    }

    /** As of CSV, whose first line others have, too. */
    @Test
    void aFileIsKnownByWhatItHasGrownBy() throws IOException, InterruptedException {
        String head = event(1_000_000, "first", 1, "x");
        Path file = Files.writeString(temporary.resolve("events.ndjson"), head);
        Life life = live(temporary.resolve("folder"));
        life.read(file, Long.MAX_VALUE);
        life.folder.checkpoint();
        Files.writeString(file, head + event(1_000_001, "second", 1, "x").repeat(10));
        Life grown = live(copy(temporary.resolve("folder")));
        assertThat(grown.read(file, Long.MAX_VALUE).accepted()).isEqualTo(11);
        grown.folder.checkpoint();
        Files.writeString(file, head + event(1_000_001, "third", 1, "x").repeat(20));
        Life next = live(copy(temporary.resolve("copy0")));
        assertThatExceptionOfType(DurableException.class)
                .isThrownBy(() -> next.read(file, Long.MAX_VALUE))
                .withMessageContaining("another file");
    }

    @Test
    void anotherFileOfTheSameNameIsNotReadOn() throws IOException, InterruptedException {
        Path folder = temporary.resolve("folder");
        Path file = Files.writeString(temporary.resolve("events.ndjson"), events(1, 100));
        Life life = live(folder);
        life.read(file, Long.MAX_VALUE);
        life.folder.checkpoint();
        Path copy = copy(folder);
        Files.writeString(file, events(1, 100) + event(2_000_000, "new", 1, "x"));
        Life grown = live(copy(folder));
        assertThat(grown.read(file, Long.MAX_VALUE).accepted()).isEqualTo(101);
        assertThat(grown.engine.entity("person", "new")).isNotNull();
        Files.writeString(file, events(2, 100));
        Life next = live(copy);
        assertThatExceptionOfType(DurableException.class)
                .isThrownBy(() -> next.read(file, Long.MAX_VALUE))
                .withMessageContaining("another file");
    }

    @Test
    void whatACheckpointHadNotWrittenToItsEndIsCutOff() throws IOException, InterruptedException, KeyReusedException {
        Path folder = temporary.resolve("folder");
        Life life = live(folder);
        life.take(events(1, 500), null);
        life.folder.checkpoint();
        Path copy = copy(folder);
        try (Stream<Path> files = Files.list(copy)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".map")).toList()) {
                Files.write(file, new byte[1_000], StandardOpenOption.APPEND);
            }
        }
        Files.write(copy.resolve("person-2.map"), new byte[1_000]);
        Life next = live(copy);
        assertThat(next.all()).isEqualTo(life.all());
        assertThat(copy.resolve("person-2.map")).doesNotExist();
        next.take(events(2, 500), null);
        next.folder.checkpoint();
        assertThat(live(copy(copy)).all()).isEqualTo(next.all());
    }

    /** Seen red with the checksums of rows not compared, as pages of SQLite have none. */
    @ParameterizedTest
    @ValueSource(strings = {"applied", "\"accepted\":", "person"})
    void aNumberThatIsAnotherIsFound(String before) throws IOException, InterruptedException, KeyReusedException {
        Path folder = temporary.resolve("folder");
        Life life = live(folder);
        life.take(events(1, 300), "first");
        life.folder.checkpoint();
        life.take(events(2, 10), "with the answer to the first");
        life.folder.checkpoint();
        Path copy = copy(folder);
        Path file = copy.resolve("server.db");
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(before) + before.length();
        assertThat(at).isGreaterThan(before.length());
        bytes[at] ^= 1;
        Files.write(file, bytes);
        assertThatExceptionOfType(DurableException.class)
                .isThrownBy(() -> new Life(copy))
                .withMessageContaining("damaged");
    }

    /** Seen red with SQLite's log not looked at before it is opened: answered requests were not there. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aByteThatIsAnotherIsFoundOrChangesNothing(long seed)
            throws IOException, InterruptedException, KeyReusedException {
        Path folder = temporary.resolve("folder");
        Life life = live(folder);
        life.take(events(seed, 300), "first");
        life.folder.checkpoint();
        life.take(events(seed + 1, 200), null);
        Map<String, Object> beforeLast = life.all();
        life.take(events(seed + 2, 10), "last");
        Map<String, Object> expected = life.all();
        Random random = new Random(seed);
        int found = 0;
        for (int i = 0; i < 60; i++) {
            Path copy = copy(folder);
            List<Path> files;
            try (Stream<Path> all = Files.list(copy)) {
                files = all.filter(file -> !file.endsWith("lock")).sorted().toList();
            }
            Path file = files.get(random.nextInt(files.size()));
            String label;
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                long at = (long) (random.nextDouble() * bytes.length());
                bytes.seek(at);
                int value = bytes.read() ^ 1 << random.nextInt(8);
                bytes.seek(at);
                bytes.write(value);
                label = "seed " + seed + ", byte " + at + " of " + file;
            }
            try (Life next = new Life(copy)) {
                // Of the last transaction of the log it cannot be told from a crash.
                if (!file.toString().endsWith("-wal") || !next.all().equals(beforeLast)) {
                    assertThat(next.all()).as(label).isEqualTo(expected);
                    assertThat(next.take(events(seed + 2, 10), "last").accepted())
                            .as(label)
                            .isPositive();
                    assertThat(next.all()).as(label).isEqualTo(expected);
                }
            } catch (DurableException e) {
                found++;
            }
        }
        assertThat(found).isPositive();
    }

    /** Of a log that is cut anywhere a beginning is there: each request as a whole or not at all. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aLogThatIsCutHasItsBeginning(long seed) throws IOException, InterruptedException, KeyReusedException {
        Path folder = temporary.resolve("folder");
        Life life = live(folder);
        List<Map<String, Object>> states = new ArrayList<>();
        states.add(life.all());
        for (int i = 0; i < 12; i++) {
            life.take(events(seed * 100 + i, 30), null);
            states.add(life.all());
        }
        Random random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            Path copy = copy(folder);
            Path log = copy.resolve("server.db-wal");
            try (RandomAccessFile bytes = new RandomAccessFile(log.toFile(), "rw")) {
                bytes.setLength((long) (random.nextDouble() * bytes.length()));
            }
            try (Life next = new Life(copy)) {
                assertThat(states).as("seed %s, case %s", seed, i).contains(next.all());
            }
        }
    }

    @Test
    void whenFilesHaveGrownAllEntitiesAreWrittenToNewOnes()
            throws IOException, InterruptedException, KeyReusedException {
        Path folder = temporary.resolve("folder");
        Life life = live(folder);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            all.append(event(i, "p" + i % 1_000, i, "t" + i));
        }
        for (int round = 0; !Files.exists(folder.resolve("person-2.map")); round++) {
            assertThat(round).isLessThan(200);
            life.take(all.toString(), null);
            life.folder.checkpoint();
        }
        assertThat(folder.resolve("person-1.map")).doesNotExist();
        Life next = live(copy(folder));
        assertThat(next.all()).isEqualTo(life.all());
        next.take(all.toString(), null);
        next.folder.checkpoint();
        assertThat(live(copy(temporary.resolve("copy0"))).all()).isEqualTo(next.all());
    }
}
