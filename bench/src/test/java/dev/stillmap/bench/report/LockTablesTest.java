package dev.stillmap.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockTablesTest {
    @TempDir
    Path directory;

    private String tables() throws IOException {
        var text = new StringBuilder();
        new LockTables(RawResults.read(directory)).append(text);
        return text.toString();
    }

    @Test
    void aRowForEachSubjectWithTimesInMilliseconds() throws IOException {
        var raw = new RawFixture(directory);
        raw.session("4850", "STILLMAP_EXCLUSIVE", Map.of("iteration mean", 300.0, "writer wait max", 4_000.0))
                .session("4850", "STILLMAP_EXCLUSIVE", Map.of("iteration mean", 340.0, "writer wait max", 6_000.0))
                .session("4850", "CHM_FOREACH", Map.of("iteration mean", 60.0))
                .write("locks-sessions");
        assertThat(tables())
                .contains("## Iteration under locks, contracts and snapshots", "Flags: `-Xmx1g`")
                .contains("| writes=4850 | StillMap.iterate(EXCLUSIVE) (blocks) | 0.32 |  |  |  | 5 |")
                .contains("| writes=4850 | ConcurrentHashMap.forEach (weak) | 0.06 |");
    }

    @Test
    void consistentIterationsAreCountedOverAllForks() throws IOException {
        new RawFixture(directory)
                .session("full speed", "CHM_FOREACH", Map.of("iterations", 3_000.0, "consistent", 100 / 3.0))
                .session("full speed", "CHM_FOREACH", Map.of("iterations", 2_000.0, "consistent", 100.0))
                .session("full speed", "CHM_FOREACH", Map.of("iterations", 5_000.0, "consistent", 0.0))
                .write("locks-sessions");
        assertThat(tables()).contains("| 3,000 of 10,000 |");
    }

    @Test
    void variantsHaveNames() throws IOException {
        new RawFixture(directory)
                .harness("", "PRIORITIES", "p99 per window, mean", 0.5, "ms")
                .harness("", "EQUAL", "p99 per window, mean", 26, "ms")
                .write("locks-priorities");
        assertThat(tables())
                .contains("|  | consumers REALTIME, aggregators BEST_EFFORT | 0.5 |  |")
                .contains("|  | all NORMAL | 26 |  |");
    }

    @Test
    void whatWasNotMeasuredHasNoSection() throws IOException {
        assertThat(tables()).isEmpty();
    }
}
