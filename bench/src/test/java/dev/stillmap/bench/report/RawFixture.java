package dev.stillmap.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes raw results by hand. */
final class RawFixture {
    private final Path directory;
    private final List<String> records = new ArrayList<>();

    RawFixture(Path directory) {
        this.directory = directory;
    }

    RawFixture jmh(String method, String mode, String params, String subject, double score, String secondary) {
        records.add("""
                {"benchmark": "any.package.Some.%s", "mode": "%s", "jvmArgs": ["-Xmx4g"],
                 "params": {%s, "subject": "%s"},
                 "primaryMetric": {"score": %s, "scoreUnit": "ns/op"}, "secondaryMetrics": {%s}}
                """.formatted(method, mode, params, subject, score, secondary));
        return this;
    }

    RawFixture harness(String params, String subject, String metric, double score, String unit) {
        records.add("""
                {"benchmark": "any.package.Some", "jvmArgs": ["-Xmx4g"],
                 "params": {%s"subject": "%s"},
                 "metrics": {"%s": {"score": %s, "unit": "%s", "better": "LESS"}}}
                """.formatted(params, subject, metric, score, unit));
        return this;
    }

    RawFixture session(String writes, String subject, Map<String, Double> figures) {
        String metrics = figures.entrySet().stream()
                .map(figure -> "\"%s\": {\"score\": %s, \"unit\": \"us\", \"better\": \"LESS\"}"
                        .formatted(figure.getKey(), figure.getValue()))
                .collect(Collectors.joining(", "));
        records.add("""
                {"benchmark": "any.package.Some", "jvmArgs": ["-Xmx1g"],
                 "params": {"writes": "%s", "subject": "%s"}, "metrics": {%s}}
                """.formatted(writes, subject, metrics));
        return this;
    }

    void write(String measure) throws IOException {
        Files.writeString(directory.resolve(measure + ".json"), "[" + String.join(",", records) + "]");
        records.clear();
    }
}
