package dev.stillmap.server.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much memory a server needs for a year of real invoice lines. The data are no part of the project: this runs where a system property
 * says in which folder they are.
 */
class RetailMemory {

    private static final String FOLDER = "stillmap.retail";

    private static final int EVENTS = 541_909;

    private static final long MOST_KIB = 512 * 1024;

    private static final List<String> TYPES = List.of("customer", "product", "country");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    /** Seen red with -Xms384m -XX:+AlwaysPreTouch: 526 MiB, as then the whole heap is in memory. */
    @Test
    void aServerThatReadsExportsAndTakesCheckpointsFitsIn512MiB(@TempDir Path folder) throws Exception {
        Path file = Path.of(System.getProperty(FOLDER, ""), "online-retail.csv.gz");
        try (Server server = Server.start(
                "",
                folder.resolve("server.log"),
                List.of("-Xmx384m"),
                "--config=examples/retail.yaml",
                "--input=" + file,
                "--data=" + folder.resolve("data"),
                "--checkpoint=200ms")) {
            Set<String> checkpoints = new HashSet<>();
            while (state(server).equals("reading")) {
                checkpoints.add(health(server).at("/checkpoint/at").asText());
                String snapshot = snapshot(server);
                export(server, snapshot, "csv");
                send(server, "DELETE", "/v1/snapshots/" + snapshot, "");
            }
            assertThat(state(server)).isEqualTo("done");
            assertThat(checkpoints).hasSizeGreaterThan(5);
            String snapshot = snapshot(server);
            for (int i = 0; i < 20; i++) {
                assertThat(export(server, snapshot, "ndjson")).isEqualTo(4_373 + 4_070 + 38);
            }
            JsonNode health = health(server);
            assertThat(health.at("/inputs/0/accepted").asInt()).isEqualTo(EVENTS);
            assertThat(health.at("/checkpoint/error").isNull()).isTrue();
            System.out.println("peak memory of a server: " + server.peakMemory() / 1024 + " MiB");
            assertThat(server.peakMemory()).isLessThanOrEqualTo(MOST_KIB);
            assertThat(server.stop()).isTrue();
        }
    }

    private String send(Server server, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private JsonNode health(Server server) throws IOException, InterruptedException {
        return MAPPER.readTree(send(server, "GET", "/health", ""));
    }

    private String state(Server server) throws IOException, InterruptedException {
        return health(server).at("/inputs/0/state").asText();
    }

    private String snapshot(Server server) throws IOException, InterruptedException {
        return MAPPER.readTree(send(server, "POST", "/v1/snapshots", "{\"name\":\"memory\",\"ttl\":\"5m\"}"))
                .path("id")
                .asText();
    }

    /** How many lines it has. */
    private long export(Server server, String snapshot, String format) throws IOException, InterruptedException {
        long lines = 0;
        for (String type : TYPES) {
            lines += send(server, "GET", "/v1/snapshots/" + snapshot + "/entities/" + type + "?format=" + format, "")
                    .lines()
                    .count();
        }
        return lines;
    }
}
