package dev.stillmap.server.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {

    private static final Definition DEFINITION = DefinitionReader.read("test", """
            name: test
            input:
              format: csv
              time: at
              fields:
                at: {type: timestamp, format: millis}
                who: {type: string}
            entities: {person: {key: who}}
            features: {events: {kind: count}}
            """);

    @TempDir
    private Path folder;

    private final List<String> taken = new ArrayList<>();

    private final List<Rejected> rejected = new ArrayList<>();

    private final EventSink sink = new EventSink() {
        @Override
        public void accept(Event event, long line, String text) {
            taken.add(String.valueOf(event.text(1)));
        }

        @Override
        public void reject(Rejected line) {
            rejected.add(line);
        }
    };

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void theFilesOfAFolderAreReadInTheOrderOfTheirNames() throws IOException {
        write("b.csv", "at,who\n1,b\n");
        write("a.csv", "who,at\na,1\n");
        write(".hidden", "nothing");
        Files.createDirectory(folder.resolve("inner"));
        List<Source> sources = Inputs.find(List.of(folder.toString())).get(0);
        for (Source source : sources) {
            Inputs.read(DEFINITION.input(), source, sink, ReadProgress.UNWATCHED);
        }
        assertThat(taken).containsExactly("a", "b");
        assertThat(sources).extracting(Source::size).containsExactly(11L, 11L);
    }

    @Test
    void whatIsNotThereIsSaidWithItsPath() {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> Inputs.find(List.of("none.csv")))
                .withMessageContaining(Path.of("none.csv").toAbsolutePath().toString());
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> Inputs.find(List.of(folder.toString())))
                .withMessageContaining("no file in the folder");
    }

    @Test
    void whatIsNamedTwiceIsAnError() throws IOException {
        Path file = write("a.csv", "at,who\n1,a\n");
        Path link = Files.createSymbolicLink(folder.resolve("b.csv"), file);
        for (List<String> places : List.of(
                List.of(file.toString(), link.toString()),
                List.of(folder.toString()),
                List.of(file.toString(), folder.resolve("./a.csv").toString()),
                List.of("-", "-"))) {
            assertThatExceptionOfType(InputException.class)
                    .isThrownBy(() -> Inputs.find(places))
                    .withMessageContaining("twice");
        }
    }

    @Test
    void readingMayBeStoppedAndSaysHowFarItIs() throws IOException {
        Path file = write("a.csv", "at,who\n" + "1,a\n".repeat(100_000));
        List<Long> seen = new ArrayList<>();
        Source source = Inputs.find(List.of(file.toString())).get(0).get(0);
        long events = Inputs.read(DEFINITION.input(), source, sink, new ReadProgress() {
            @Override
            public void read(long allBytes) {
                seen.add(allBytes);
            }

            @Override
            public long after() {
                return 0;
            }

            @Override
            public boolean isStopped() {
                return taken.size() == 99_000;
            }
        });
        assertThat(events).isEqualTo(99_000);
        assertThat(seen).isSorted().endsWith(Files.size(file));
    }

    @Test
    void rejectedLinesAreAppendedAsJson() throws IOException {
        Path file = folder.resolve("rejects.ndjson");
        List<String> complaints = new ArrayList<>();
        try (RejectFile rejects = new RejectFile(file, complaints::add)) {
            assertThat(file).doesNotExist();
            rejects.accept(new Rejected("a", 3, "it is \"bad\"", "x,\ny"));
        }
        try (RejectFile rejects = new RejectFile(file, complaints::add)) {
            rejects.accept(new Rejected("b", 4, "too", ""));
        }
        assertThat(Files.readString(file)).isEqualTo("""
                {"source":"a","line":3,"reason":"it is \\"bad\\"","text":"x,\\ny"}
                {"source":"b","line":4,"reason":"too","text":""}
                """);
        assertThat(complaints).isEmpty();
    }

    @Test
    void aRejectFileThatIsLargeIsPutAside() throws IOException {
        Path file = folder.resolve("rejects.ndjson");
        Path aside = folder.resolve("older-rejects.ndjson");
        List<String> complaints = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            // Two lines fit; what there is from before counts too.
            try (RejectFile rejects = new RejectFile(file, 110, complaints::add)) {
                rejects.accept(new Rejected("a", i, "bad", "xxx"));
            }
        }
        assertThat(Files.readAllLines(file)).hasSize(1).first().asString().contains("\"line\":7,");
        assertThat(Files.readAllLines(aside)).hasSize(2).first().asString().contains("\"line\":5,");
        assertThat(complaints).hasSize(3).allMatch(said -> said.contains("is older-rejects.ndjson now"));
    }

    @Test
    void halfACharacterIsWrittenAsAQuestionMark() throws IOException {
        Path file = folder.resolve("rejects.ndjson");
        List<String> complaints = new ArrayList<>();
        try (RejectFile rejects = new RejectFile(file, complaints::add)) {
            rejects.accept(new Rejected("a", 1, "'\ud800' is no number", ""));
            rejects.accept(new Rejected("a", 2, "bad", ""));
        }
        assertThat(complaints).isEmpty();
        assertThat(Files.readAllLines(file)).hasSize(2).first().asString().contains("'?' is no number");
    }

    @Test
    void aRejectFileThatCannotBeWrittenIsSaidOnce() throws IOException {
        List<String> complaints = new ArrayList<>();
        try (RejectFile rejects = new RejectFile(write("file", "").resolve("rejects"), complaints::add)) {
            rejects.accept(new Rejected("a", 1, "bad", ""));
            rejects.accept(new Rejected("a", 2, "bad", ""));
        }
        assertThat(complaints).hasSize(1);
        assertThat(complaints.get(0)).contains("rejects").contains("only counted");
    }

    @Test
    void theProgressLineFitsTheTerminal() {
        assertThat(ProgressLine.draw(500, 1_000, 3_000, 2, 2, 100))
                .isEqualTo(
                        "[####################....................]  50 %  3,000 events, 1,500/s, 2 rejected, 2 s left");
        assertThat(ProgressLine.draw(0, 0, 0, 0, 0, 100)).endsWith("] 100 %  0 events, 0/s");
        assertThat(ProgressLine.draw(10, -1, 7, 0, 1, 100)).isEqualTo("7 events, 7/s");
        assertThat(ProgressLine.draw(1, 1_000_000, 1, 0, 1, 100)).contains("16666 min 39 s left");
        for (int width = 0; width < 120; width++) {
            assertThat(ProgressLine.draw(500, 1_000, 3_000, 2, 2, width)).hasSizeLessThanOrEqualTo(width);
        }
    }
}
