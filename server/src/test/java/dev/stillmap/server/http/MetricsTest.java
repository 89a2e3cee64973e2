package dev.stillmap.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.durable.CheckpointStatus;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.held.SnapshotLimits;
import dev.stillmap.server.ingest.EventTaker;
import dev.stillmap.server.ingest.Ingest;
import dev.stillmap.server.ingest.SourcePosition;
import dev.stillmap.server.ingest.Submission;
import dev.stillmap.server.ingest.Taken;
import dev.stillmap.server.input.Inputs;
import dev.stillmap.server.input.Rejected;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final Definition DEFINITION = DefinitionReader.read("test", """
            name: test
            input:
              format: ndjson
              time: at
              lateness: 10s
              fields:
                at: {type: timestamp, format: seconds}
                who: {type: string}
                where: {type: string}
            entities:
              person: {key: who}
              place: {key: where}
            features:
              events: {kind: count, window: {size: 1m}}
            """);

    private static final String LATENCY = "stillmap_server_http_requests_seconds";

    private final Engine engine = new Engine(DEFINITION);

    private final Ingest ingest = new Ingest(engine, line -> {});

    private @Nullable FeatureServer server;

    private ApiClient start(@Nullable String token, Served served) {
        stop();
        try {
            server = FeatureServer.start(served, new ServerOptions("127.0.0.1", 0, token, SnapshotLimits.DEFAULT));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new ApiClient(server.port(), token);
    }

    private ApiClient start() {
        return start(null, new Served(engine, ingest));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static Scrape scrape(ApiClient client) {
        HttpResponse<String> answer = client.get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        return new Scrape(answer.body());
    }

    private static String event(int second, String who, String where) {
        return "{\"at\":%d,\"who\":\"%s\",\"where\":\"%s\"}\n".formatted(second, who, where);
    }

    /** Three events, of which one is late, and a line that is none. */
    private static String events() {
        return event(100, "a", "x") + event(50, "b", "x") + "nothing\n" + event(101, "c", "y");
    }

    private static void post(ApiClient client) {
        client.json(202, client.post("/v1/events", "application/x-ndjson", events()));
    }

    @Test
    void eventsAndEntities() {
        ApiClient client = start();
        Scrape none = scrape(client);
        assertThat(none.of("stillmap_server_newest_event_timestamp_seconds")).isNaN();
        assertThat(none.of("stillmap_server_watermark_timestamp_seconds")).isNaN();
        post(client);
        client.json(201, client.post("/v1/snapshots", "{}"));
        Scrape scrape = scrape(client);
        assertThat(scrape.of("stillmap_server_events_accepted_total")).isEqualTo(3);
        assertThat(scrape.of("stillmap_server_events_rejected_total")).isEqualTo(1);
        assertThat(scrape.of("stillmap_server_events_late_total")).isEqualTo(1);
        assertThat(scrape.of("stillmap_server_newest_event_timestamp_seconds")).isEqualTo(101);
        assertThat(scrape.of("stillmap_server_watermark_timestamp_seconds")).isEqualTo(91);
        assertThat(scrape.of("stillmap_server_entities{type=\"person\"}")).isEqualTo(3);
        assertThat(scrape.of("stillmap_server_entities{type=\"place\"}")).isEqualTo(2);
        assertThat(scrape.of("stillmap_entries{map=\"person\"}")).isEqualTo(3);
        assertThat(scrape.of("stillmap_snapshots_open{map=\"place\"}")).isEqualTo(1);
        assertThat(scrape.of("stillmap_server_snapshots_held")).isEqualTo(1);
    }

    /** As after a restart: what was counted before is not counted by this process. */
    @Test
    void countersBeginWithTheServer() {
        post(start());
        ApiClient client = start();
        assertThat(scrape(client).of("stillmap_server_events_accepted_total")).isZero();
        assertThat(scrape(client).of("stillmap_server_events_rejected_total")).isZero();
        post(client);
        assertThat(scrape(client).of("stillmap_server_events_accepted_total")).isEqualTo(3);
        assertThat(scrape(client).of("stillmap_server_entities{type=\"person\"}"))
                .isEqualTo(3);
    }

    @Test
    void inputs() throws InterruptedException {
        ApiClient client = start();
        byte[] text = events().getBytes(StandardCharsets.UTF_8);
        ingest.start(List.of(
                new Ingest.Planned("torn", -1, (sink, progress) -> {
                    throw new IOException("it is torn");
                }),
                new Ingest.Planned("whole", text.length, (sink, progress) -> {
                    progress.read(text.length);
                    Inputs.read(
                            DEFINITION.input(),
                            DEFINITION.input().format(),
                            "whole",
                            new ByteArrayInputStream(text),
                            sink,
                            progress);
                }),
                new Ingest.Planned(
                        "resumed",
                        -1,
                        new SourcePosition(7, 6, 1),
                        (sink, progress) -> sink.reject(new Rejected("resumed", 9, "it is bad", "")))));
        ingest.awaitInputs();
        Scrape scrape = scrape(client);
        assertThat(scrape.of("stillmap_server_inputs{state=\"reading\"}")).isZero();
        assertThat(scrape.of("stillmap_server_inputs{state=\"done\"}")).isEqualTo(2);
        assertThat(scrape.of("stillmap_server_inputs{state=\"failed\"}")).isEqualTo(1);
        assertThat(scrape.of("stillmap_server_read_bytes_total")).isEqualTo(text.length);
        assertThat(scrape.of("stillmap_server_read_lines_total")).isEqualTo(4 + 2);
    }

    /** Takes nothing, for anybody. */
    private static final class Waiting implements EventTaker {

        @Override
        public Taken take(Submission submission) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int waiting() {
            return 5;
        }
    }

    @Test
    void checkpointsAndTheLog() {
        CheckpointStatus[] status = {new CheckpointStatus(null, null)};
        ApiClient client = start(null, new Served(engine, ingest, new Waiting(), () -> status[0]));
        Scrape none = scrape(client);
        assertThat(none.of("stillmap_server_checkpoint_age_seconds")).isBetween(0.0, 1_000.0);
        assertThat(none.of("stillmap_server_checkpoint_failed")).isZero();
        assertThat(none.of("stillmap_server_requests_waiting")).isEqualTo(5);
        status[0] = new CheckpointStatus(Instant.now().minusSeconds(2_000), "the disk is full");
        Scrape failed = scrape(client);
        assertThat(failed.of("stillmap_server_checkpoint_age_seconds")).isBetween(2_000.0, 3_000.0);
        assertThat(failed.of("stillmap_server_checkpoint_failed")).isEqualTo(1);
    }

    @Test
    void requestsByRoute() throws IOException, InterruptedException {
        ApiClient client = start();
        post(client);
        client.get("/v1/entities/person/a");
        client.get("/v1/entities/person/b%2Fc");
        client.get("/v1/entities/person/b");
        for (String path : List.of("/nowhere", "/elsewhere")) {
            assertThat(status(client, "GET", path)).isEqualTo(404);
        }
        assertThat(status(client, "MADEUP", "/health")).isNotEqualTo(200);
        await(client, 1, count("POST", "/v1/events", 202));
        await(client, 2, count("GET", "/v1/entities/{type}/{key}", 200));
        await(client, 1, count("GET", "/v1/entities/{type}/{key}", 404));
        await(client, 2, count("GET", "none", 404));
        Scrape scrape = scrape(client);
        assertThat(scrape.of(count("POST", "/v1/events", 202).replace("_count", "_sum")))
                .isPositive();
        assertThat(scrape.of(LATENCY + "_bucket{method=\"POST\",route=\"/v1/events\",status=\"202\",le=\"+Inf\"}"))
                .isEqualTo(1);
        assertThat(scrape.samples(LATENCY + "_count"))
                .noneMatch(sample -> sample.contains("where") || sample.contains("MADEUP"));
    }

    /** A request is counted when it is over, which its client may see earlier. */
    private static void await(ApiClient client, int expected, String sample) {
        Scrape scrape = scrape(client);
        while (!scrape.has(sample) || scrape.of(sample) < expected) {
            scrape = scrape(client);
        }
        assertThat(scrape.of(sample)).isEqualTo(expected);
    }

    private static String count(String method, String route, int status) {
        return LATENCY + "_count{method=\"" + method + "\",route=\"" + route + "\",status=\"" + status + "\"}";
    }

    private static int status(ApiClient client, String method, String path) throws IOException, InterruptedException {
        HttpRequest request =
                client.request(path).method(method, BodyPublishers.noBody()).build();
        return client.http().send(request, BodyHandlers.discarding()).statusCode();
    }

    @Test
    void theTokenIsNeededWhereThereIsOne() throws IOException, InterruptedException {
        ApiClient client = start("secret", new Served(engine, ingest));
        HttpRequest stranger =
                HttpRequest.newBuilder(client.request("/metrics").build().uri()).build();
        assertThat(client.http().send(stranger, BodyHandlers.discarding()).statusCode())
                .isEqualTo(401);
        await(client, 1, count("GET", "none", 401));
    }

    /** For dashboards/check, which lets promtool read it. */
    @Test
    void aScrapeIsKeptForPromtool() throws IOException {
        ApiClient client = start();
        post(client);
        String text = client.get("/metrics").body();
        assertThat(new Scrape(text).sampleNames())
                .contains("jvm_memory_used_bytes", "jvm_memory_usage_after_gc", "jvm_gc_overhead");
        Files.writeString(Path.of("target", "scrape.txt"), text);
    }
}
