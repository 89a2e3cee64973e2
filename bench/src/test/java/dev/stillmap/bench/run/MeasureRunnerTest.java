package dev.stillmap.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.bench.harness.LoopAllocation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasureRunnerTest {
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(progress, true, StandardCharsets.UTF_8);

    @Test
    void subjectsTakeTurnsAndEverySecondRoundIsReversed() {
        var runner = new MeasureRunner(Form.FULL, stream);
        var cell = new Cell(Map.of(), List.of("A", "B"), List.of("P"));
        assertThat(runner.subjects(cell, 0)).containsExactly("A", "B", "P");
        assertThat(runner.subjects(cell, Form.FULL.peerForks())).containsExactly("B", "A");
    }

    @Test
    void aMeasureWhoseResultsAreThereIsSkipped(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("loop.json"), "[]");
        var cell = new Cell(Map.of("size", "1K"), List.of("STILLMAP"), List.of());
        new MeasureRunner(Form.FULL, stream)
                .run(new Measure("loop", LoopAllocation.class, List.of(), 0, 1, List.of(cell)), directory);
        assertThat(file).hasContent("[]");
        assertThat(progress.toString(StandardCharsets.UTF_8)).contains("loop").contains("skipped");
    }
}
