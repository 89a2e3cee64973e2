package dev.stillmap.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
    void aRunOnAnotherBuildOfTheKernelIsNamed() throws IOException {
        onSystem("Linux 6.18.44-fc-v595 amd64", "first").join(directory);
        onSystem("Linux 6.18.44-fc-v669 amd64", "second").join(directory);
        assertThat(Environment.read(directory).commands())
                .containsExactly("first", "second (2026-11-20, Linux 6.18.44-fc-v669 amd64)");
        var newer = onSystem("Linux 6.19.1-fc-v669 amd64", "third");
        assertThatIllegalStateException().isThrownBy(() -> newer.join(directory));
    }

    @Test
    void aRunOfAnotherDayIsNamed() throws IOException {
        String system = "Linux 6.18.44-fc-v595 amd64";
        onSystem(system, "first").join(directory);
        on("2026-11-21", system, "second").join(directory);
        assertThat(Environment.read(directory).commands())
                .containsExactly("first", "second (2026-11-21, " + system + ")");
    }

    private static Environment onSystem(String system, String command) {
        return on("2026-11-20", system, command);
    }

    private static Environment on(String date, String system, String command) {
        return new Environment(date, "full", "jdk", "cpu", 2, 24, system, "G1", 2, List.of(command));
    }

    @Test
    void resultsOfDifferentRunsAreNotMixed() throws IOException {
        Environment.current("full", 2, "first").join(directory);
        var other = Environment.current("short", 2, "second");
        assertThatIllegalStateException().isThrownBy(() -> other.join(directory));
    }
}
