package dev.stillmap.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
    @TempDir
    Path directory;

    @Test
    void aResumedRunKeepsEveryCommand() throws IOException {
        Environment.current("full", 2, "first").join(directory);
        Environment.current("full", 2, "second").join(directory);
        Environment.current("full", 2, "first").join(directory);
        assertThat(Environment.read(directory).commands()).containsExactly("first", "second");
    }

    @Test
    void resultsOfDifferentRunsAreNotMixed() throws IOException {
        Environment.current("full", 2, "first").join(directory);
        var other = Environment.current("short", 2, "second");
        assertThatIllegalStateException().isThrownBy(() -> other.join(directory));
    }
}
