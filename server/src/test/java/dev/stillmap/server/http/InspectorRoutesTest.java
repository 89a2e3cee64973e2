package dev.stillmap.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.generator.CardPayments;
import dev.stillmap.server.held.SnapshotLimits;
import dev.stillmap.server.ingest.Ingest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The inspector's page beside the server's own paths. What it answers is tested where it is made. */
class InspectorRoutesTest {

    private static final String TOKEN = "a token to be known";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    private Ingest ingest;

    private FeatureServer server;

    @BeforeEach
    void start() throws Exception {
        Engine engine = new Engine(CardPayments.definition());
        ingest = new Ingest(engine, line -> {});
        server = FeatureServer.start(
                new Served(engine, ingest), new ServerOptions("127.0.0.1", 0, TOKEN, SnapshotLimits.DEFAULT));
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        ingest.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void thePageNeedsNoTokenAndItsDataDo() throws Exception {
        HttpResponse<String> way = get("/inspector");
        assertThat(way.statusCode()).isEqualTo(302);
        assertThat(way.headers().firstValue("Location").orElseThrow()).endsWith("/inspector/");
        HttpResponse<String> page = get("/inspector/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'");
        assertThat(get("/inspector/inspector.js").statusCode()).isEqualTo(200);

        assertThat(get("/inspector/api/maps").statusCode()).isEqualTo(401);
        assertThat(get("/inspector/api/maps", "Authorization", "Bearer another").statusCode())
                .isEqualTo(401);
        assertThat(get("/v1/consistency").statusCode()).isEqualTo(401);
        JsonNode maps = JSON.readTree(
                get("/inspector/api/maps", "Authorization", "Bearer " + TOKEN).body());
        assertThat(maps.get("maps").findValuesAsText("name"))
                .containsExactly("customer", "card", "merchant", "country");
        assertThat(maps.get("showsEntries").asBoolean()).isFalse();
    }

    @Test
    void whatIsNotThereOrNotAllowedIsAnError() throws Exception {
        HttpResponse<String> none = get("/inspector/none");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(none.body()).get("error").asText()).contains("the inspector has nothing there");
        assertThat(get("/inspector/api/maps", "Authorization", "Bearer " + TOKEN, "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(client.send(request("/inspector/").DELETE().build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
        assertThat(get("/inspectors").statusCode()).isEqualTo(401);
        // None of these is a client's, whose times are watched.
        assertThat(get("/metrics", "Authorization", "Bearer " + TOKEN).body())
                .contains("route=\"none\"")
                .doesNotContain("/inspector/");
    }

    /** Pictures come one by one, not when a buffer is full; the end of the server ends them. */
    @Test
    void pagesWatchUntilTheServerEnds() throws Exception {
        HttpRequest watch = request("/inspector/api/watch?map=0")
                .header("Authorization", "Bearer " + TOKEN)
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<InputStream> stream = client.send(watch, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(stream.headers().firstValue("Content-Encoding")).isEmpty();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            int pictures = 0;
            while (pictures < 3) {
                String line = lines.readLine();
                assertThat(line).isNotNull();
                pictures += line.equals("event: picture") ? 1 : 0;
            }
            assertThat(get("/metrics", "Authorization", "Bearer " + TOKEN).body())
                    .doesNotContain("inspector");
            server.close();
            assertThat(untilTheEnd(lines)).doesNotContain("event: gone");
        }
    }

    /** The end of a server may cut a connection in the middle of an answer. */
    private static List<String> untilTheEnd(BufferedReader lines) {
        List<String> read = new ArrayList<>();
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                read.add(line);
            }
        } catch (IOException cut) {
            read.add("cut");
        }
        return read;
    }
}
