package dev.stillmap.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stillmap.bench.run.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
    @Test
    void noOptionIsTheShortFormOfEverything() {
        var options = Options.parse(new String[0]);
        assertThat(options.form()).isEqualTo(Form.SHORT);
        assertThat(options.only().matcher("get-hit").find()).isTrue();
        assertThat(options.directory(Path.of("root"), "2026-01-02"))
                .isEqualTo(Path.of("root", "bench", "results", "2026-01-02-short"));
    }

    @Test
    void aSecondRunOfTheDayGetsADirectoryOfItsOwn(@TempDir Path root) throws IOException {
        var options = Options.parse(new String[0]);
        for (String name : List.of("2026-01-02-short", "2026-01-02-short-2", "2026-01-02-short-3")) {
            Path directory = options.directory(root, "2026-01-02");
            assertThat(directory).isEqualTo(root.resolve(Path.of("bench", "results", name)));
            Files.createDirectories(directory);
        }
    }

    @Test
    void locksAreAGroupOfMeasures() {
        var options = Options.parse(new String[] {"locks", "--full"});
        assertThat(options.form()).isEqualTo(Form.FULL);
        assertThat(options.only().matcher("locks-sessions").find()).isTrue();
        assertThat(options.only().matcher("scan").find()).isFalse();
    }

    @Test
    void theServerIsAGroupOfMeasures() {
        var options = Options.parse(new String[] {"server"});
        assertThat(options.only().matcher("server-ingest").find()).isTrue();
        assertThat(options.only().matcher("insert").find()).isFalse();
    }

    @Test
    void aSelectionInADirectoryOfItsOwnReplacesNoPage() {
        assertThat(Options.parse(new String[] {"--full"}).isPublishable()).isTrue();
        assertThat(Options.parse(new String[] {"locks", "--full"}).isPublishable())
                .isFalse();
        assertThat(Options.parse(new String[] {"locks", "--full", "--out", "there"})
                        .isPublishable())
                .isTrue();
        assertThat(Options.parse(new String[] {"--smoke"}).isPublishable()).isFalse();
    }

    @Test
    void optionsCombine() {
        var options = Options.parse(new String[] {"--full", "--only", "^scan$", "--out", "there", "--threads", "8"});
        assertThat(options.form()).isEqualTo(Form.FULL);
        assertThat(options.only().matcher("scan").find()).isTrue();
        assertThat(options.only().matcher("scan-content").find()).isFalse();
        assertThat(options.directory(Path.of("root"), "2026-01-02")).isEqualTo(Path.of("there"));
        assertThat(options.threads()).isEqualTo(8);
    }

    @Test
    void mistakesAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(new String[] {"--ful"}))
                .withMessageContaining("--ful");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(new String[] {"--out"}))
                .withMessageContaining("--out");
    }
}
