package dev.stillmap.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final String PAGE =
            "before\n<!-- figures: written by ./stillmap bench -->\nold\n<!-- end of figures -->\nbehind\n";

    @Test
    void whatStandsBetweenTheMarksIsReplaced() {
        assertThat(Main.withSummary(PAGE, "new\n"))
                .isEqualTo(
                        "before\n<!-- figures: written by ./stillmap bench -->\nnew\n<!-- end of figures -->\nbehind\n");
    }

    @Test
    void aPageWithoutMarksIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Main.withSummary("nothing", "new"))
                .withMessageContaining("README.md");
    }

    @Test
    void theReadmeHasTheMarks() throws Exception {
        String readme = Files.readString(Path.of("../README.md"));
        assertThat(Main.withSummary(readme, "figures\n")).contains("figures\n");
    }
}
