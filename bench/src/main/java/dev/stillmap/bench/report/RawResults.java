package dev.stillmap.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stillmap.bench.harness.Better;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the files of raw results: arrays of records in the order of running, each of one fork. A record with a
 * {@code primaryMetric} is JMH's own; a group's threads are its secondary metrics. Any other record holds
 * {@code metrics} by name.
 */
final class RawResults {
    private static final String SUFFIX = ".json";

    private final Map<Key, List<Double>> runs = new LinkedHashMap<>();
    private final Map<Key, Figure> kinds = new LinkedHashMap<>();
    private final Map<String, List<String>> flags = new LinkedHashMap<>();

    private RawResults() {}

    /** Reads every file of a directory but the description of the machine. */
    static Results read(Path directory) throws IOException {
        var raw = new RawResults();
        try (var files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUFFIX) && !name.equals(Environment.FILE)) {
                    raw.addFile(name.substring(0, name.length() - SUFFIX.length()), file);
                }
            }
        }
        var figures = new LinkedHashMap<Key, Figure>();
        raw.runs.forEach((key, values) -> {
            var kind = raw.kinds.get(key);
            figures.put(key, new Figure(values, kind.unit(), kind.better()));
        });
        return new Results(figures, raw.flags);
    }

    private void addFile(String measure, Path file) throws IOException {
        for (JsonNode record : new ObjectMapper().readTree(file.toFile())) {
            var jvmArgs = new ArrayList<String>();
            record.get("jvmArgs").forEach(argument -> jvmArgs.add(argument.asText()));
            flags.put(measure, List.copyOf(jvmArgs));
            if (record.has("primaryMetric")) {
                addJmh(measure, record);
            } else {
                addHarness(measure, record);
            }
        }
    }

    private void addJmh(String measure, JsonNode record) {
        var params = params(record);
        String benchmark = record.get("benchmark").asText();
        params.put("method", benchmark.substring(benchmark.lastIndexOf('.') + 1));
        String mode = record.get("mode").asText();
        var better = mode.equals("thrpt") ? Better.MORE : Better.LESS;
        var secondary = record.get("secondaryMetrics");
        if (secondary == null || secondary.isEmpty()) {
            addScore(measure, params, Key.SCORE, record.get("primaryMetric"), better);
        } else {
            secondary
                    .properties()
                    .forEach(metric -> addScore(measure, params, metric.getKey(), metric.getValue(), better));
        }
    }

    private void addScore(String measure, Map<String, String> params, String metric, JsonNode node, Better better) {
        add(
                measure,
                params,
                metric,
                node.get("score").asDouble(),
                node.get("scoreUnit").asText(),
                better);
    }

    private void addHarness(String measure, JsonNode record) {
        record.get("metrics").properties().forEach(metric -> {
            var node = metric.getValue();
            var better = Better.valueOf(node.get("better").asText());
            double score = node.get("score").asDouble();
            add(
                    measure,
                    params(record),
                    metric.getKey(),
                    score,
                    node.get("unit").asText(),
                    better);
        });
    }

    private void add(
            String measure, Map<String, String> params, String metric, double score, String unit, Better better) {
        var others = new LinkedHashMap<>(params);
        String subject = others.remove("subject");
        var key = new Key(measure, others, subject, metric);
        runs.computeIfAbsent(key, any -> new ArrayList<>()).add(score);
        kinds.putIfAbsent(key, new Figure(List.of(), unit, better));
    }

    private static Map<String, String> params(JsonNode record) {
        var params = new LinkedHashMap<String, String>();
        record.get("params")
                .properties()
                .forEach(param -> params.put(param.getKey(), param.getValue().asText()));
        return params;
    }
}
