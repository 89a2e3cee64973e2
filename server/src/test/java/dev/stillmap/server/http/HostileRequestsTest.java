package dev.stillmap.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.held.SnapshotLimits;
import dev.stillmap.server.ingest.Ingest;
import dev.stillmap.server.input.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may send that is no proper HTTP, not whole, not at once, or made to be expensive. */
class HostileRequestsTest {

    private static final Definition DEFINITION = DefinitionReader.read("test", """
            name: test
            input:
              format: ndjson
              time: at
              fields:
                at: {type: timestamp, format: seconds}
                who: {type: string}
                amount: {type: integer}
            entities: {person: {key: who}}
            features:
              events: {kind: count}
              total: {kind: sum, field: amount}
            """);

    private static final String EVENT = "{\"at\":1,\"who\":\"a\",\"amount\":1}\n";

    /** As many as are read at a time. */
    private static final int MOST_BODIES = 64;

    private final Engine engine = new Engine(DEFINITION);

    private final List<Rejected> rejected = Collections.synchronizedList(new ArrayList<>());

    private final Ingest ingest = new Ingest(engine, rejected::add);

    private FeatureServer server;

    @BeforeEach
    void start() throws IOException {
        server = FeatureServer.start(
                new Served(engine, ingest), new ServerOptions("127.0.0.1", 0, null, SnapshotLimits.DEFAULT));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Socket send(byte[] request) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.getOutputStream().write(request);
        return socket;
    }

    private Socket send(String request) throws IOException {
        return send(request.getBytes(StandardCharsets.UTF_8));
    }

    private static String answer(Socket socket) throws IOException {
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String ask(String request) throws IOException {
        return answer(send(request));
    }

    private static String head(String path, String headers) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n";
    }

    private static String post(String path, String contentType, byte[] body) {
        return head(path, "Content-Type: " + contentType + "\r\nContent-Length: " + body.length + "\r\n");
    }

    private String post(String contentType, byte[] body) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(post("/v1/events", contentType, body).getBytes(StandardCharsets.UTF_8));
        request.writeBytes(body);
        return answer(send(request.toByteArray()));
    }

    private String post(String contentType, String body) throws IOException {
        return post(contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static void assertError(String answer, int status) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("application/json", "{\"error\":{\"status\":" + status + ",\"message\":\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/entities/person/a%u", "/v1/entities/person/;a=%u", "/v1/snapshots/;%"})
    void aPathWithHalfAnEscapeIsRefused(String path) throws IOException {
        assertError(ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/events", "/v1/snapshots", "/v1/entities/person:batchGet"})
    void aBodyThatIsNoHttpIsRefused(String path) throws IOException {
        String head = head(path, "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n");
        assertError(ask(head + "5\r\n{\"at\"\r\nxyz\r\n"), 400);
        assertThat(engine.appliedEvents()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/events", "/v1/snapshots", "/v1/entities/person:batchGet"})
    void aBodyThatIsCutIsRefused(String path) throws IOException {
        try (Socket socket = send(head(path, "Content-Type: application/json\r\nContent-Length: 1000\r\n") + EVENT)) {
            socket.shutdownOutput();
            assertThat(answer(socket))
                    .satisfiesAnyOf(answer -> assertThat(answer).isEmpty(), answer -> assertError(answer, 400));
        }
        assertThat(engine.appliedEvents()).isZero();
        assertThat(ask("GET /v1/snapshots HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .contains("{\"snapshots\":[]}");
    }

    @Test
    void whatIsNoHttpAtAllIsAnsweredAsOtherErrorsAre() throws IOException {
        assertError(ask("GET /v1/entities/person/" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"), 414);
        assertError(ask("GET /health HTTP/1.1\r\n\r\n"), 400);
        assertError(ask("what is this\r\n\r\n"), 505);
    }

    /**
     * No text of JSON, so that a browser sends it without asking first. Seen red with all requests let in. Host names that
     * are right are those of {@code Access}, tested there.
     */
    @Test
    void aPageOfAnotherSiteNeitherPostsNorReads() throws IOException {
        String own = "Host: localhost:" + server.port() + "\r\n";
        String evil = "Origin: http://evil.example\r\n";
        String event = "Connection: close\r\nContent-Type: text/plain\r\nContent-Length: " + EVENT.length() + "\r\n\r\n"
                + EVENT;
        for (String headers : List.of(
                own + evil, own + "Origin: null\r\n", "Host: evil.example\r\n", "Host: evil.example\r\n" + evil)) {
            assertError(ask("POST /v1/events HTTP/1.1\r\n" + headers + event), 403);
            for (String path :
                    List.of("/", "/v1/snapshots", "/v1/entities/person/a", "/metrics", "/openapi.json", "/none")) {
                assertError(ask("GET " + path + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n"), 403);
            }
        }
        assertThat(engine.appliedEvents()).isZero();
        assertThat(ask("GET /health HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200");
        String page = "Origin: http://localhost:" + server.port() + "\r\n";
        assertThat(ask("GET /v1/snapshots HTTP/1.1\r\n" + own + page + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    /** Seen red with eight places for bodies that are read. */
    @Test
    void whoDoesNotSendStandsInNobodysWay() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < MOST_BODIES - 1; i++) {
                waiting.add(send(
                        head("/v1/events", "Content-Type: application/x-ndjson\r\nContent-Length: 1000\r\n") + "{"));
            }
            assertThat(post("application/x-ndjson", EVENT)).startsWith("HTTP/1.1 202");
            waiting.add(send(head("/v1/snapshots", "Content-Length: 1000\r\n") + "{"));
            String answer = post("application/x-ndjson", EVENT);
            while (!answer.startsWith("HTTP/1.1 429")) {
                // One of those before may have come while this question had its place, and been refused.
                waiting.add(send(head("/v1/snapshots", "Content-Length: 1000\r\n") + "{"));
                answer = post("application/x-ndjson", EVENT);
            }
            assertError(answer, 429);
            assertThat(answer).contains("Retry-After: 1");
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
        while (!post("application/x-ndjson", EVENT).startsWith("HTTP/1.1 202")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aBodyThatComesTooSlowlyIsRefused() throws IOException {
        long[] nanos = {0};
        Bodies bodies = new Bodies(1 << 20, () -> nanos[0]);
        int bytesInASecond = 16 << 10;
        assertThat(bodies.read(sentInSteps(nanos, bytesInASecond, 30), 1 << 20, count -> {}))
                .hasSize(30 * bytesInASecond);
        assertThat(bodies.read(sentInSteps(nanos, 1, 10), 1 << 20, count -> {})).hasSize(10);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> bodies.read(sentInSteps(nanos, bytesInASecond - 1, 30), 1 << 20, count -> {}))
                .matches(e -> e.status() == 408);
    }

    /** So many bytes each second. */
    private static InputStream sentInSteps(long[] nanos, int step, int steps) {
        return new InputStream() {
            private int left = step * steps;

            private int leftInStep;

            @Override
            public int read() {
                throw new AssertionError("one byte at a time");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                if (left == 0) {
                    return -1;
                }
                if (leftInStep == 0) {
                    nanos[0] += TimeUnit.SECONDS.toNanos(1);
                    leftInStep = step;
                }
                int count = Math.min(length, leftInStep);
                left -= count;
                leftInStep -= count;
                return count;
            }
        };
    }

    @Test
    void aLaterPartOfAGzipThatIsDamagedIsRefused() throws IOException {
        byte[] part = gzip(EVENT.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        parts.writeBytes(part);
        parts.writeBytes(part);
        assertThat(post("application/x-ndjson", parts.toByteArray())).contains("\"accepted\":2,");
        assertError(post("application/x-ndjson", Arrays.copyOf(parts.toByteArray(), part.length + 5)), 400);
        parts.writeBytes("x".getBytes(StandardCharsets.UTF_8));
        assertError(post("application/x-ndjson", parts.toByteArray()), 400);
        assertThat(engine.appliedEvents()).isEqualTo(2);
    }

    /** Three kilobytes of it would unpack to four gigabytes. */
    @Test
    void whatIsPackedTwiceIsRefused() throws IOException {
        assertError(post("application/x-ndjson", gzip(gzip(EVENT.getBytes(StandardCharsets.UTF_8)))), 400);
        assertThat(engine.appliedEvents()).isZero();
    }

    @Test
    void anOpenQuoteLosesItsOwnLineOnly() throws IOException {
        String answer = post("text/csv", "at,who,amount\n1,\"a,1\n2,b,2\n3,c,3\n");
        assertThat(answer).contains("\"accepted\":2,\"rejectedCount\":1,\"rejected\":[{\"line\":2,");
    }

    @Test
    void rejectedLinesAreKeptWithTheirTextAndTheRequestTheyCameWith() throws IOException {
        String large = "{\"at\":1,\"who\":\"a\",\"amount\":9223372036854775807}";
        String answer = post("application/x-ndjson", EVENT + large + "\n{\n");
        assertThat(answer).contains("\"accepted\":1,\"rejectedCount\":2,");
        assertThat(rejected).extracting(Rejected::text).containsExactly(large, "{");
        assertThat(rejected).extracting(Rejected::source).allMatch(source -> answer.contains("\"" + source + "\""));
        post("text/csv", "at,who,amount\n1,\"a, \"\"b\"\"\",many\n");
        assertThat(rejected.get(2).text()).isEqualTo("1,\"a, \"\"b\"\"\",many");
        assertThat(rejected.get(2).source()).isNotEqualTo(rejected.get(1).source());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"ttl\":\"5m\",\"ttl\":\"1m\"}", "{} {}", "{}x", "[]", "{\"time\":1}"})
    void aBodyThatMightMeanSomethingElseIsRefused(String body) throws IOException {
        assertError(ask(post("/v1/snapshots", "application/json", body.getBytes(StandardCharsets.UTF_8)) + body), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/snapshots?ttl=5m", "/v1/entities/person:batchGet?key=a", "/v1/events?format=csv"})
    void parametersWhereNoneAreLookedAtAreRefused(String path) throws IOException {
        assertError(ask(post(path, "application/json", new byte[0])), 400);
    }
}
