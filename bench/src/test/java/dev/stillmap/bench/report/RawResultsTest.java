package dev.stillmap.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.bench.harness.Better;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawResultsTest {
    @TempDir
    Path directory;

    private RawFixture raw;

    @BeforeEach
    void fixture() {
        raw = new RawFixture(directory);
    }

    @Test
    void forksOfOneJmhBenchmarkBecomeOneFigureInTheirOrder() throws IOException {
        raw.jmh("get", "avgt", "\"size\": \"1K\"", "CHM", 20, "")
                .jmh("get", "avgt", "\"size\": \"1K\"", "STILLMAP", 15, "")
                .jmh("get", "avgt", "\"size\": \"1K\"", "CHM", 18, "")
                .write("get-hit");
        var results = RawResults.read(directory);
        var key = new Key("get-hit", Map.of("size", "1K", "method", "get"), "CHM", Key.SCORE);
        assertThat(results.find(key)).contains(new Figure(List.of(20.0, 18.0), "ns/op", Better.LESS));
        assertThat(results.find(key.of("STILLMAP"))).isPresent();
        assertThat(results.flags("get-hit")).containsExactly("-Xmx4g");
    }

    @Test
    void aGroupIsReadThreadByThread() throws IOException {
        String threads = """
                "scannedWrites": {"score": 7, "scoreUnit": "ops/s"}, "scannedScans": {"score": 2, "scoreUnit": "ops/s"}
                """;
        raw.jmh("scanned", "thrpt", "\"size\": \"1K\"", "STILLMAP_SCAN", 9, threads)
                .write("write-under-scan");
        var results = RawResults.read(directory);
        var writes = new Key(
                "write-under-scan", Map.of("size", "1K", "method", "scanned"), "STILLMAP_SCAN", "scannedWrites");
        assertThat(results.find(writes)).contains(new Figure(List.of(7.0), "ops/s", Better.MORE));
    }

    @Test
    void aHarnessNamesItsMetrics() throws IOException {
        raw.harness("\"size\": \"10M\", ", "CHM", "mean", 450, "ns/op").write("insert");
        var key = new Key("insert", Map.of("size", "10M"), "CHM", "mean");
        assertThat(RawResults.read(directory).find(key)).contains(new Figure(List.of(450.0), "ns/op", Better.LESS));
    }

    @Test
    void theDescriptionOfTheMachineIsNoMeasure() throws IOException {
        Environment.current("full", 2, "command").join(directory);
        assertThat(RawResults.read(directory).keys()).isEmpty();
    }
}
