package dev.stillmap.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stillmap.bench.harness.HarnessMain;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs a harness in a JVM of its own, in an empty working directory. */
final class HarnessFork implements Fork {
    private static final long MINUTES = 15;
    private static final String NUMBERS = "metrics.json";
    private static final String OUTPUT = "output.txt";

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> settings;

    HarnessFork(Form form) {
        settings = new TreeMap<>(Map.of(
                "millis", Integer.toString(form.millis()),
                "points", Integer.toString(form.points())));
    }

    @Override
    public List<JsonNode> run(Measure measure, Cell cell, String subject) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("stillmap-bench");
        try {
            var params = new TreeMap<>(cell.params());
            params.put("subject", subject);
            run(command(measure, params, settings), directory);
            var raw = json.createObjectNode();
            raw.put("benchmark", measure.code().getName());
            raw.put("jdkVersion", Runtime.version().toString());
            raw.set("jvmArgs", json.valueToTree(measure.flags()));
            raw.set("params", json.valueToTree(params));
            raw.set("settings", json.valueToTree(settings));
            raw.set("metrics", json.readTree(directory.resolve(NUMBERS).toFile()));
            return List.of(raw);
        } finally {
            delete(directory);
        }
    }

    private static List<String> command(Measure measure, Map<String, String> params, Map<String, String> settings) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(measure.flags());
        command.addAll(List.of("-cp", absoluteClassPath(), HarnessMain.class.getName()));
        command.addAll(List.of(measure.code().getName(), NUMBERS));
        params.forEach((name, value) -> command.add(name + "=" + value));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        return command;
    }

    private static String absoluteClassPath() {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getProperty("java.class.path"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void run(List<String> command, Path directory) throws IOException, InterruptedException {
        Path output = directory.resolve(OUTPUT);
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new IOException("no result after " + MINUTES + " minutes:\n" + Files.readString(output));
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IOException("exit status " + process.exitValue() + ":\n" + Files.readString(output));
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
