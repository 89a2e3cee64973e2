package dev.stillmap.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stillmap.tools.Arguments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {

    /** The tests run in the module's folder. */
    private static final Path DOCS = Path.of("..", "docs");

    private static final Path EXAMPLES = DOCS.resolve("examples");

    private static final Pattern SHOWN =
            Pattern.compile("```\n\\$ \\./stillmap replay docs/examples/(\\S+)(.*)\n([\\s\\S]*?)```");

    @TempDir
    Path folder;

    private static String replay(Path file, String... options) {
        var printed = new ByteArrayOutputStream();
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        assertThat(Replay.run(file.toString(), new Arguments(List.of(options)), out))
                .isTrue();
        return printed.toString(StandardCharsets.UTF_8);
    }

    private Path script(String... lines) throws IOException {
        return Files.write(folder.resolve("script.txt"), List.of(lines));
    }

    @Test
    void examplesRunOnBothMapsWhereTheyCan() throws IOException {
        try (Stream<Path> examples = Files.list(EXAMPLES)) {
            for (Path example : examples.sorted().toList()) {
                assertThat(replay(example)).contains("bucket").contains("it meets");
                if (!Files.readString(example).contains("equality go")) {
                    assertThat(replay(example, "--map", "still"))
                            .contains("epoch")
                            .contains("it meets");
                }
            }
        }
    }

    /** What docs/go-map.md shows is what the command prints. */
    @Test
    void theDocumentShowsWhatIsPrinted() throws IOException {
        List<String> shown = new ArrayList<>();
        Matcher blocks = SHOWN.matcher(Files.readString(DOCS.resolve("go-map.md")));
        while (blocks.find()) {
            shown.add(blocks.group(1));
            String[] options = blocks.group(2).isBlank()
                    ? new String[0]
                    : blocks.group(2).strip().split(" ");
            assertThat(replay(EXAMPLES.resolve(blocks.group(1)), options))
                    .as(blocks.group(1))
                    .isEqualTo(blocks.group(3));
        }
        try (Stream<Path> examples = Files.list(EXAMPLES)) {
            assertThat(shown)
                    .containsAll(
                            examples.map(path -> path.getFileName().toString()).toList());
        }
    }

    @Test
    void stepsSayWhatTheyDid() throws IOException {
        String printed = replay(script(
                "seed 3",
                "put a 1",
                "put a 2 # again",
                "get a",
                "get b",
                "delete b",
                "iterate",
                "remove",
                "next",
                "remove",
                "next",
                "next",
                "iterate x",
                "next x 2"));
        assertThat(printed)
                .contains("> put a 2\n  was 1\n")
                .contains("> get a\n  is 2\n")
                .contains("> get b\n  is not there\n")
                .contains("> delete b\n  was not there\n")
                .contains("> remove\n  cannot be: there is no entry yet")
                .contains("> next\n  it meets a = 2\n")
                .contains("> remove\n  it removed a\n")
                .contains("> next\n  it is at the end\n    it: ended\n\n> next\n  it is at the end\n")
                .contains("> next x 2\n  x is at the end\n    it: ended\n    x: ended\n");
    }

    @Test
    void aRunCanBeRepeated() throws IOException {
        Path script = script("fill 100", "iterate", "next 50", "dump");
        assertThat(replay(script)).isEqualTo(replay(script)).isNotEqualTo(replay(script, "--seed", "2"));
    }

    @Test
    void largeMapsAreDrawnInPartAndDumpDrawsAll() throws IOException {
        assertThat(replay(script("fill 1000"))).contains("bucket ..  240 more").doesNotContain("bucket 16");
        assertThat(replay(script("fill 1000", "dump"))).contains("bucket 255");
        assertThat(replay(script("map still", "fill 1000"))).contains(" more");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "put a | 'put' takes 2 words, and there are 1",
                "put a b c | 'put' takes 2 words, and there are 3",
                "fly | 'fly' is no instruction; there are: put",
                "fill many | 'many' is no whole number from 1 to 1000000",
                "fill 0 | '0' is no whole number from 1",
                "fill 9999999999 | is no whole number",
                "next | there is no iteration without a name; 'iterate' makes one",
                "next x 3 | there is no iteration 'x'",
                "remove y | there is no iteration 'y'",
                "iterate 5 | '5' is a number, and no name",
                "map hash | 'map' is one of go, still, not 'hash'",
                "seed x | 'x' is no whole number",
                "order up | 'order' is one of ascending, random",
                "map | 'map' takes one word",
            })
    void aBadLineIsNamed(String line, String reason) throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replay(script("# first", line, "put a 1")))
                .withMessageContaining("script.txt:2: ")
                .withMessageContaining(reason);
    }

    @Test
    void aBadLineKeepsTheOthersFromRunning() throws IOException {
        var printed = new ByteArrayOutputStream();
        Path script = script("put a 1", "put b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Replay.run(
                        script.toString(),
                        new Arguments(List.of()),
                        new PrintStream(printed, true, StandardCharsets.UTF_8)))
                .withMessageContaining("script.txt:2: ");
        assertThat(printed.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"put a 1\nseed 3", "equality go\nput a 1", "equality go\nmap still\nput 1 1", "", "# nothing"})
    void scriptsThatMakeNoSense(String text) throws IOException {
        Path script = Files.writeString(folder.resolve("script.txt"), text);
        assertThatIllegalArgumentException().isThrownBy(() -> replay(script)).withMessageContaining("script.txt");
    }

    @Test
    void optionsThatMakeNoSense() throws IOException {
        Path script = script("put a 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replay(script, "--map", "tree"))
                .withMessageStartingWith("option --map: 'map' is one of go, still");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replay(script, "--seed"))
                .withMessageStartingWith("option --seed: ");
    }

    @Test
    void filesThatAreNoScripts() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replay(folder.resolve("absent")))
                .withMessageContaining("there is no file");
        assertThatIllegalArgumentException().isThrownBy(() -> replay(folder)).withMessageContaining("cannot be read");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 1});
        assertThatIllegalArgumentException().isThrownBy(() -> replay(binary)).withMessageContaining("UTF-8");
        assertThatIllegalArgumentException().isThrownBy(() -> replay(script("put a 1"), "--speed", "3"));
    }
}
