package dev.stillmap.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stillmap.server.torture.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own, as their logs are those of a process. */
class JsonLogTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String DEFINITION = """
            name: test
            input:
              format: csv
              time: at
              fields:
                at: {type: timestamp, format: seconds}
                who: {type: string}
            entities:
              person: {key: who}
            features:
              events: {kind: count}
            """;

    @TempDir
    private Path folder;

    private Path log;

    private List<String> arguments;

    @BeforeEach
    void prepare() throws IOException {
        log = folder.resolve("server.log");
        Path definition = Files.writeString(folder.resolve("test.yaml"), DEFINITION);
        arguments = List.of("--config=" + definition, "--data=" + folder.resolve("data"), "--log=json");
    }

    private Server start(String... more) throws IOException {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return Server.start(
                "", log, List.of("-Xmx128m", "--enable-native-access=ALL-UNNAMED"), all.toArray(String[]::new));
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            JsonNode object = MAPPER.readTree(line);
            assertThat(object.isObject()).as(line).isTrue();
            assertThat(object.path("timestamp").asLong()).as(line).isPositive();
            assertThat(object.path("level").asText()).as(line).isIn("INFO", "WARN", "ERROR");
            assertThat(object.path("loggerName").asText()).as(line).isNotBlank();
            assertThat(object.path("formattedMessage").asText()).as(line).isNotBlank();
            lines.add(object);
        }
        return lines;
    }

    private boolean says(String level, String text) throws IOException {
        return lines().stream()
                .anyMatch(line -> line.path("level").asText().equals(level)
                        && line.path("formattedMessage").asText().contains(text));
    }

    @Test
    void eachLineIsAnObject() throws IOException, InterruptedException {
        String name = "with \"quotes\".csv";
        Path good = Files.writeString(folder.resolve("good.csv"), "at,who\n1,a\n2,b\nx,c\n");
        Path bad = Files.writeString(folder.resolve(name), "at,nobody\n1,a\n");
        try (Server server = start("--input=" + good, "--input=" + bad)) {
            while (!Files.readString(log).contains("lines rejected")) {
                Thread.onSpinWait();
            }
            assertThat(server.stop()).isTrue();
        }
        assertThat(says("INFO", "/health")).isTrue();
        assertThat(says("ERROR", name)).isTrue();
        assertThat(says("INFO", "2 events, 1 lines rejected")).isTrue();
    }

    @Test
    void whatKeepsItFromStartingIsOneToo() throws IOException {
        try (Server first = start()) {
            Path firstLog = log;
            log = folder.resolve("second.log");
            assertThat(first.isAlive()).isTrue();
            assertThatItDoesNotStart();
            assertThat(says("ERROR", "another server uses")).isTrue();
            log = firstLog;
            assertThat(says("INFO", "/health")).isTrue();
        }
    }

    private void assertThatItDoesNotStart() {
        try (Server second = start()) {
            throw new AssertionError(second.url());
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith("it did not start");
        }
    }
}
