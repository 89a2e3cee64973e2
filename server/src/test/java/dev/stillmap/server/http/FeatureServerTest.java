package dev.stillmap.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.durable.DataFolder;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.held.SnapshotLimits;
import dev.stillmap.server.ingest.Ingest;
import dev.stillmap.server.input.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each answer is also held against openapi.yaml, by {@link ApiClient}. */
class FeatureServerTest {

    private static final Definition DEFINITION = DefinitionReader.read("test", """
            name: test
            input:
              format: ndjson
              time: at
              fields:
                at: {type: timestamp}
                who: {type: string, optional: true}
                where: {type: string}
                amount: {type: decimal, scale: 2}
            entities:
              person: {key: who, none: nobody}
              place: {key: where}
            features:
              events: {kind: count}
              total: {kind: sum, field: amount}
              mean: {kind: mean, field: amount}
              last_at: {kind: last, field: at}
              last_where: {kind: last, field: where}
              hot: {kind: top, field: where, limit: 2}
              middle: {kind: quantiles, field: amount, at: [0.5]}
            """);

    private static final String EVENTS = "/v1/events";

    private static final String NDJSON = "application/x-ndjson";

    private final Engine engine = new Engine(DEFINITION);

    private final List<Rejected> rejected = Collections.synchronizedList(new ArrayList<>());

    private final Ingest ingest = new Ingest(engine, rejected::add);

    private @Nullable FeatureServer server;

    private ApiClient client;

    @BeforeEach
    void start() throws IOException {
        client = start(null);
    }

    private ApiClient start(@Nullable String token) throws IOException {
        stop();
        server = FeatureServer.start(
                new Served(engine, ingest),
                new ServerOptions(
                        "127.0.0.1", 0, token, new SnapshotLimits(3, Duration.ofMinutes(1), Duration.ofMinutes(10))));
        return new ApiClient(server.port(), token);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static String event(int second, @Nullable String who, String where, String amount) {
        return "{\"at\":\"2026-01-01T00:00:%02dZ\",%s\"where\":\"%s\",\"amount\":%s}\n"
                .formatted(second, who == null ? "" : "\"who\":\"" + who + "\",", where, amount);
    }

    /** Persons p0 to p9, of whom pN has N + 1 events of 1.50. */
    private void fill() {
        StringBuilder events = new StringBuilder();
        for (int person = 0; person < 10; person++) {
            for (int i = 0; i <= person; i++) {
                events.append(event(i, "p" + person, "place" + person % 2, "1.50"));
            }
        }
        JsonNode answer = client.json(202, client.post(EVENTS, NDJSON, events.toString()));
        assertThat(answer.path("accepted").asInt()).isEqualTo(55);
    }

    private String snapshot() {
        return client.json(201, client.post("/v1/snapshots", "{}")).path("id").asText();
    }

    @Test
    void eventsBecomeFeatures() {
        fill();
        JsonNode entity = client.json(200, client.get("/v1/entities/person/p9"));
        assertThat(entity.path("features").path("events").asInt()).isEqualTo(10);
        assertThat(entity.path("features").path("total").decimalValue()).isEqualByComparingTo("15.00");
        assertThat(entity.path("features").path("last_at").asText()).isEqualTo("2026-01-01T00:00:09Z");
        JsonNode several = client.json(
                200, client.post("/v1/entities/place:batchGet", "{\"keys\":[\"place1\",\"nowhere\",\"place0\"]}"));
        assertThat(several.path("entities")).hasSize(3);
        assertThat(several.path("entities")
                        .path(0)
                        .path("features")
                        .path("events")
                        .asInt())
                .isEqualTo(30);
        assertThat(several.path("entities").path(1).path("features").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a+b c%d", "ä€😀", "a:batchGet", "a?b#c", "a;b", "a\\b\"", "a//b", "a/", "/"})
    void aKeyMayBeAnything(String key) {
        String where = key.replace("\\", "\\\\").replace("\"", "\\\"");
        client.json(202, client.post(EVENTS, NDJSON, event(1, "x", where, "1")));
        String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
        JsonNode entity = client.json(200, client.get("/v1/entities/place/" + encoded));
        assertThat(entity.path("key").asText()).isEqualTo(key);
    }

    @Test
    void badLinesAreRejectedAloneAndABodyThatEndsInTheMiddleAsAWhole() {
        JsonNode answer = client.json(
                202,
                client.post(
                        EVENTS,
                        NDJSON,
                        event(1, "a", "x", "1") + "{\"at\":\n" + event(1, "a", "x", "1.234")
                                + event(1, "a", "x", "2")));
        assertThat(answer.path("accepted").asInt()).isEqualTo(2);
        assertThat(answer.path("rejectedCount").asInt()).isEqualTo(2);
        assertThat(answer.path("rejected").path(0).path("line").asInt()).isEqualTo(2);
        assertThat(answer.path("rejected").path(1).path("line").asInt()).isEqualTo(3);
        assertThat(answer.path("rejected").path(1).path("reason").asText()).contains("amount");
        assertThat(rejected).hasSize(2);
        client.json(415, client.post(EVENTS, "application/pdf", "%PDF"));
        client.json(400, client.post(EVENTS, NDJSON, "[" + event(1, "a", "x", "1") + "]"));
        assertThat(engine.appliedEvents()).isEqualTo(2);
    }

    @Test
    void anEventThatDoesNotFitIsRejectedWithItsLine() {
        JsonNode answer = client.json(
                202,
                client.post(EVENTS, NDJSON, event(1, "a", "x", "92233720368547758.07") + event(2, "b", "x", "0.01")));
        assertThat(answer.path("accepted").asInt()).isEqualTo(1);
        assertThat(answer.path("rejected").path(0).path("line").asInt()).isEqualTo(2);
        assertThat(answer.path("rejected").path(0).path("reason").asText()).contains("total");
    }

    @Test
    void csvIsTakenToo() {
        client.json(
                202,
                client.post(EVENTS, "text/csv; charset=utf-8", "where,who,at,amount\nx,a,2026-01-01T00:00:00Z,1.00\n"));
        assertThat(client.get("/v1/entities/person/a").statusCode()).isEqualTo(200);
    }

    @Test
    void aSnapshotHoldsStillAndHasAnEnd() {
        fill();
        String id = snapshot();
        client.post(EVENTS, NDJSON, event(59, "p0", "place0", "1"));
        JsonNode shown = client.json(200, client.get("/v1/snapshots/" + id));
        assertThat(shown.path("newest").asText()).isEqualTo("2026-01-01T00:00:09Z");
        List<JsonNode> rows = client.lines(client.get("/v1/snapshots/" + id + "/entities/person?where=key%20=%20p0"));
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).path("features").path("events").asInt()).isEqualTo(1);
        assertThat(client.json(200, client.get("/v1/snapshots")).path("snapshots"))
                .hasSize(1);
        assertThat(client.delete("/v1/snapshots/" + id).statusCode()).isEqualTo(204);
        client.json(410, client.get("/v1/snapshots/" + id));
        client.json(410, client.delete("/v1/snapshots/" + id));
        client.json(404, client.get("/v1/snapshots/none"));
    }

    @Test
    void tooManySnapshotsAreRefused() {
        snapshot();
        snapshot();
        String last = snapshot();
        HttpResponse<String> refused = client.post("/v1/snapshots", "");
        assertThat(client.json(429, refused).path("error").path("message").asText())
                .contains("3 snapshots");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        client.delete("/v1/snapshots/" + last);
        snapshot();
    }

    @Test
    void rowsAreChosenOrderedAndCut() {
        fill();
        String rows = "/v1/snapshots/" + snapshot() + "/entities/person?";
        assertThat(client.lines(client.get(rows))).hasSize(10);
        List<JsonNode> top = client.lines(client.get(rows + "order=-total&top=3&select=total,events"));
        assertThat(top).extracting(row -> row.path("key").asText()).containsExactly("p9", "p8", "p7");
        assertThat(top.get(0).path("features").size()).isEqualTo(2);
        List<JsonNode> some = client.lines(
                client.get(rows + "where=events%20%3E=%203&where=last_where=place1&order=events&limit=100"));
        assertThat(some).extracting(row -> row.path("key").asText()).containsExactly("p3", "p5", "p7", "p9");
        assertThat(client.lines(client.get(rows + "where=last_at%3E2026-01-01T00:00:07Z")))
                .hasSize(2);
    }

    @Test
    void pagesHaveEachRowOnce() {
        fill();
        String rows = "/v1/snapshots/" + snapshot() + "/entities/person?select=events&limit=3&order=last_where,-events";
        List<String> keys = new ArrayList<>();
        String cursor = "";
        do {
            HttpResponse<String> page = client.get(rows + cursor);
            client.lines(page).forEach(row -> keys.add(row.path("key").asText()));
            cursor = page.headers()
                    .firstValue("Stillmap-Next-Cursor")
                    .map(next -> "&cursor=" + next)
                    .orElse("");
        } while (!cursor.isEmpty());
        assertThat(keys).containsExactly("p8", "p6", "p4", "p2", "p0", "p9", "p7", "p5", "p3", "p1");
    }

    @Test
    void aCursorIsOfItsQuestionOnly() {
        fill();
        String id = snapshot();
        String rows = "/v1/snapshots/" + id + "/entities/";
        String cursor = "&limit=3&cursor="
                + client.get(rows + "person?order=total&limit=3")
                        .headers()
                        .firstValue("Stillmap-Next-Cursor")
                        .orElseThrow();
        assertThat(client.lines(client.get(rows + "person?order=total&select=mean&limit=5" + cursor.substring(8))))
                .hasSize(5);
        for (String other :
                List.of("person?order=-total", "person?order=total&where=total%3E0", "place?order=total", "person?")) {
            client.json(400, client.get(rows + other + cursor));
        }
        client.json(400, client.get(rows.replace(id, snapshot()) + "person?order=total" + cursor));
    }

    @Test
    void csvHasANameForEachColumn() {
        fill();
        HttpResponse<String> csv = client.get(
                "/v1/snapshots/" + snapshot() + "/entities/place?format=csv&order=key&top=9&select=total,hot,last_at");
        assertThat(csv.body()).isEqualToIgnoringNewLines("""
                key,total,hot,last_at
                place0,37.50,"[{""value"":""place0"",""count"":25,""error"":0}]",2026-01-01T00:00:08Z
                place1,45.00,"[{""value"":""place1"",""count"":30,""error"":0}]",2026-01-01T00:00:09Z
                """);
    }

    @Test
    void groupsAddUp() {
        fill();
        JsonNode groups = client.json(200, client.get("/v1/snapshots/" + snapshot() + "/groups/person?by=last_where"));
        assertThat(groups.path("groups").path(0).path("entities").asInt()).isEqualTo(5);
        assertThat(groups.path("groups").path(0).path("totals").path("total").asText())
                .isEqualTo("37.50");
        assertThat(groups.path("groups").path(1).path("totals").path("events").asText())
                .isEqualTo("30");
    }

    @Test
    void changesAreThoseOfTheEventsBetween() {
        fill();
        String older = snapshot();
        client.post(EVENTS, NDJSON, event(50, "p3", "new", "1"));
        String newer = snapshot();
        List<JsonNode> changes = client.lines(client.get("/v1/snapshots/" + newer + "/changes?since=" + older));
        assertThat(changes)
                .extracting(change ->
                        change.path("type").asText() + " " + change.path("key").asText() + " "
                                + change.path("change").asText())
                .containsExactlyInAnyOrder("person p3 changed", "place new added");
        assertThat(client.lines(client.get("/v1/snapshots/" + newer + "/changes?type=place&since=" + older)))
                .hasSize(1);
        client.json(400, client.get("/v1/snapshots/" + older + "/changes?since=" + newer));
    }

    /** Seen red with only the younger snapshot looked for when one is closed. */
    @Test
    void aSnapshotThatEndsMeanwhileIsGone() throws IOException {
        fill();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < 200; i++) {
                String older = snapshot();
                client.post(EVENTS, NDJSON, event(1, "p" + i % 10, "x", "1"));
                String younger = snapshot();
                Future<?> deleted = other.submit(() -> client.delete("/v1/snapshots/" + older));
                try {
                    HttpRequest changes = client.request("/v1/snapshots/" + younger + "/changes?since=" + older)
                            .build();
                    assertThat(client.http()
                                    .send(changes, BodyHandlers.ofString())
                                    .statusCode())
                            .isIn(200, 410);
                } catch (IOException e) {
                    // It was cut off on its way.
                }
                deleted.get();
                client.delete("/v1/snapshots/" + younger);
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        } finally {
            other.shutdown();
        }
    }

    @Test
    void totalsAgree() {
        fill();
        client.post(EVENTS, NDJSON, event(50, null, "new", "0.01"));
        for (String path : List.of("/v1/consistency", "/v1/snapshots/" + snapshot() + "/totals")) {
            JsonNode totals = client.json(200, client.get(path));
            assertThat(totals.path("consistent").asBoolean()).isTrue();
            assertThat(totals.path("features").toString())
                    .isEqualTo(
                            "[{\"name\":\"events\",\"equal\":true,\"totals\":{\"person\":\"56\",\"place\":\"56\"}},"
                                    + "{\"name\":\"total\",\"equal\":true,\"totals\":{\"person\":\"82.51\",\"place\":\"82.51\"}}]");
            assertThat(totals.path("entities").path("person").asInt()).isEqualTo(11);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "entities/person?where=events",
                "entities/person?where=event=3",
                "entities/person?where=hot=3",
                "entities/person?where=last_where%3E3",
                "entities/person?where=total=many",
                "entities/person?were=total=3",
                "entities/person?select=totals",
                "entities/person?select=total,total",
                "entities/person?select=",
                "entities/person?order=total",
                "entities/person?order=middle&top=3",
                "entities/person?top=3",
                "entities/person?order=total&top=0",
                "entities/person?order=total&top=10001",
                "entities/person?limit=some",
                "entities/person?limit=3&cursor=%25%25",
                "entities/person?limit=3&cursor=bm9uZQ",
                "entities/person?format=xml",
                "groups/person",
                "groups/person?by=hot",
                "totals?all=1",
                "entities/person?order=total&order=events&top=3",
                "entities/person?limit=3&limit=4",
                "entities/person?select=total&select=events",
                "changes?since=a&since=b",
                "changes",
            })
    void whatMakesNoSenseIsRefusedWithAReason(String question) {
        fill();
        JsonNode error = client.json(400, client.get("/v1/snapshots/" + snapshot() + "/" + question));
        assertThat(error.path("error").path("message").asText()).hasSizeGreaterThan(10);
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException, InterruptedException {
        client.json(404, client.get("/v1/entities/planet/x"));
        client.json(404, client.get("/v1/entities/person/x"));
        client.json(404, client.post("/v1/entities/planet:batchGet", "{\"keys\":[]}"));
        client.json(404, client.get("/v1/snapshots/" + snapshot() + "/entities/planet"));
        for (String body : List.of("{", "[]", "{\"key\":[]}", "{\"keys\":[1]}", "{\"keys\":\"a\"}")) {
            client.json(400, client.post("/v1/entities/person:batchGet", body));
        }
        String keys = "\"a\"" + ",\"a\"".repeat(999);
        client.json(200, client.post("/v1/entities/person:batchGet", "{\"keys\":[" + keys + "]}"));
        client.json(400, client.post("/v1/entities/person:batchGet", "{\"keys\":[" + keys + ",\"a\"]}"));
        for (String body : List.of(
                "{\"ttl\":\"never\"}", "{\"ttl\":\"11m\"}", "{\"ttl\":\"0s\"}", "{\"ttl\":-5}", "{\"ttl\":5.5}")) {
            client.json(400, client.post("/v1/snapshots", body));
        }
        JsonNode seconds = client.json(201, client.post("/v1/snapshots", "{\"ttl\":5}"));
        assertThat(Duration.between(
                        Instant.parse(seconds.path("created").asText()),
                        Instant.parse(seconds.path("expires").asText())))
                .isEqualTo(Duration.ofSeconds(5));
        HttpResponse<String> nothing =
                client.http().send(client.request("/v2/entities").build(), BodyHandlers.ofString());
        assertThat(nothing.statusCode()).isEqualTo(404);
        assertThat(ApiClient.json(nothing.body()).path("error").path("message").asText())
                .contains("/v2/entities");
        HttpResponse<String> method = client.http()
                .send(
                        client.request("/v1/snapshots")
                                .method("PUT", BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
        assertThat(method.statusCode()).isEqualTo(405);
    }

    @Test
    void withATokenOnlyHealthIsForAnyone() throws IOException, InterruptedException {
        ApiClient known = start("secret");
        known.json(200, known.get("/v1/snapshots"));
        ApiClient stranger = known;
        for (String header : List.of("", "Bearer", "Bearer wrong", "secret")) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                    stranger.request("/v1/snapshots").build().uri());
            if (!header.isEmpty()) {
                request.header("Authorization", header);
            }
            assertThat(known.http()
                            .send(request.build(), BodyHandlers.ofString())
                            .statusCode())
                    .as(header)
                    .isEqualTo(401);
        }
        // Behind a proxy it has another name, and a page of that has that as its origin.
        HttpRequest proxied = known.request("/v1/snapshots")
                .header("Origin", "https://features.example")
                .build();
        assertThat(known.http().send(proxied, BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        HttpRequest health =
                HttpRequest.newBuilder(known.request("/health").build().uri()).build();
        assertThat(known.http().send(health, BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void healthSaysHowFarItIs() {
        fill();
        client.post(EVENTS, NDJSON, "nothing\n");
        ingest.start(List.of(
                new Ingest.Planned("a file", -1, (sink, progress) -> {
                    throw new IOException("it is torn");
                }),
                new Ingest.Planned("the next", 0, (sink, progress) -> {})));
        try {
            ingest.awaitInputs();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(client.json(200, client.get("/")).path("definition").asText())
                .isEqualTo("test");
        JsonNode health = client.json(200, client.get("/health"));
        assertThat(health.path("status").asText()).isEqualTo("degraded");
        assertThat(health.path("events").path("accepted").asInt()).isEqualTo(55);
        assertThat(health.path("events").path("rejected").asInt()).isEqualTo(1);
        assertThat(health.path("entities").path("person").asInt()).isEqualTo(10);
        assertThat(health.path("inputs").path(1).path("state").asText()).isEqualTo("done");
        assertThat(health.path("inputs").path(0).path("error").asText()).contains("it is torn");
    }

    /** Seen red with an answer that ends as if it were whole when its snapshot ends. */
    @Test
    void anAnswerWhoseSnapshotEndsIsCutOff() throws IOException {
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < 40_000; i++) {
            events.append(event(0, "person" + i, "x", "1"));
        }
        client.json(202, client.post(EVENTS, NDJSON, events.toString()));
        String id = snapshot();
        FeatureServer running = Objects.requireNonNull(server);
        try (Socket socket = new Socket("127.0.0.1", running.port())) {
            socket.setReceiveBufferSize(1 << 14);
            socket.getOutputStream()
                    .write(("GET /v1/snapshots/" + id + "/entities/person HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(1_000), StandardCharsets.UTF_8)).contains("200 OK");
            // The server waits for this reader now, with most of the rows before it.
            client.delete("/v1/snapshots/" + id);
            StringBuilder rest = new StringBuilder();
            byte[] buffer = new byte[1 << 14];
            try {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    rest.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                }
            } catch (SocketException e) {
                // Cut off while something was under way.
            }
            // A whole answer ends with an empty chunk.
            assertThat(rest.toString()).doesNotEndWith("\r\n0\r\n\r\n");
            assertThat(rest.length()).isLessThan(events.length());
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedBeforeAnythingIsApplied() {
        String large = event(1, "a", "x", "1").repeat(100_000);
        client.json(413, client.post(EVENTS, NDJSON, large));
        assertThat(engine.appliedEvents()).isZero();
    }

    /** A few kilobytes that unpack to more than is allowed are refused, as is half of something compressed. */
    @Test
    void compressedBodiesAreTakenAndBounded() throws IOException, InterruptedException {
        assertThat(compressed(gzip(event(1, "a", "x", "1").repeat(1_000)))).isEqualTo(202);
        assertThat(engine.appliedEvents()).isEqualTo(1_000);
        assertThat(compressed(gzip(event(1, "a", "x", "1").repeat(100_000)))).isEqualTo(413);
        byte[] whole = gzip(event(1, "a", "x", "1").repeat(1_000));
        assertThat(compressed(Arrays.copyOf(whole, whole.length / 2))).isEqualTo(400);
        assertThat(engine.appliedEvents()).isEqualTo(1_000);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private int compressed(byte[] body) throws IOException, InterruptedException {
        HttpRequest request = client.request(EVENTS)
                .header("Content-Type", NDJSON)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return client.http().send(request, BodyHandlers.ofString()).statusCode();
    }

    @Test
    void requestsWithAKeyMayBeSentAgain(@TempDir Path temporary) throws IOException, InterruptedException {
        try (DataFolder folder = DataFolder.open(temporary, DEFINITION)) {
            Engine kept = folder.load();
            try (Ingest keeping = folder.ingest(rejected::add, Clock.systemUTC());
                    FeatureServer keeper = FeatureServer.start(
                            new Served(kept, keeping, folder.taker(), folder::status),
                            new ServerOptions("127.0.0.1", 0, null, SnapshotLimits.DEFAULT))) {
                ApiClient own = new ApiClient(keeper.port(), null);
                String events = event(1, "a", "x", "1") + "bad\n";
                JsonNode first = own.json(202, own.postWithKey(EVENTS, NDJSON, events, "k1"));
                assertThat(own.json(202, own.postWithKey(EVENTS, NDJSON, events, "k1")))
                        .isEqualTo(first);
                assertThat(own.json(422, own.postWithKey(EVENTS, NDJSON, event(2, "a", "x", "1"), "k1"))
                                .at("/error/message")
                                .asText())
                        .contains("'k1'");
                own.json(400, own.postWithKey(EVENTS, NDJSON, events, "k".repeat(256)));
                own.json(202, own.postWithKey(EVENTS, NDJSON, events, "k2"));
                assertThat(kept.appliedEvents()).isEqualTo(2);
                assertThat(rejected).hasSize(2);
                folder.checkpoint();
                assertThat(own.json(200, own.get("/health"))
                                .at("/checkpoint/at")
                                .isTextual())
                        .isTrue();
            }
        }
    }

    /** Each path and method of the description is one of the server, and the other way round. */
    @Test
    void theDescriptionIsComplete() {
        TreeSet<String> described = new TreeSet<>();
        Iterator<String> paths = client.description().path("paths").fieldNames();
        while (paths.hasNext()) {
            String path = paths.next();
            Stream.of("get", "post", "put", "delete")
                    .filter(method ->
                            client.description().path("paths").path(path).has(method))
                    .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path));
        }
        assertThat(Objects.requireNonNull(server).routes()).containsExactlyInAnyOrderElementsOf(described);
    }
}
