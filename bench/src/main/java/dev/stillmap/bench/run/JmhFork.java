package dev.stillmap.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Lets JMH fork the JVM, once. */
final class JmhFork implements Fork {
    private final Form form;

    JmhFork(Form form) {
        this.form = form;
    }

    @Override
    public List<JsonNode> run(Measure measure, Cell cell, String subject) throws RunnerException, IOException {
        String method = cell.params().get("method");
        var options = new OptionsBuilder()
                .include("^" + Pattern.quote(measure.code().getName() + "." + method) + "$")
                .forks(1)
                .warmupIterations(form.warmUps())
                .warmupTime(TimeValue.milliseconds(form.millis()))
                .measurementIterations(form.iterations())
                .measurementTime(TimeValue.milliseconds(form.millis()))
                .jvmArgs(measure.flags().toArray(String[]::new))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (measure.threads() > 0) {
            options.threads(measure.threads());
        }
        cell.params().forEach((name, value) -> {
            if (!name.equals("method")) {
                options.param(name, value);
            }
        });
        options.param("subject", subject);
        var json = new ByteArrayOutputStream();
        var results = new Runner(options.build()).run();
        try (var stream = new PrintStream(json, true, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, stream).writeOut(results);
        }
        return withoutPaths(new ObjectMapper().readTree(json.toByteArray()));
    }

    /** Where the JVM is installed says nothing about the figures, and raw results are shared. */
    private static List<JsonNode> withoutPaths(JsonNode records) {
        var list = new ArrayList<JsonNode>();
        for (JsonNode record : records) {
            list.add(((ObjectNode) record).put("jvm", "java"));
        }
        return list;
    }
}
