package dev.stillmap.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionException;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.definition.InputDefinition.Format;
import dev.stillmap.server.durable.DataFolder;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.Event;
import dev.stillmap.server.held.SnapshotLimits;
import dev.stillmap.server.http.FeatureServer;
import dev.stillmap.server.http.Served;
import dev.stillmap.server.http.ServerOptions;
import dev.stillmap.server.ingest.Ingest;
import dev.stillmap.server.input.EventSink;
import dev.stillmap.server.input.Inputs;
import dev.stillmap.server.input.ReadProgress;
import dev.stillmap.server.input.Rejected;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ten thousand requests, definitions and lines that are not what somebody meant, and that nothing but a refusal may come of.
 * {@code -Dstillmap.fuzz.seed=2} makes others.
 */
class MalformedTest {

    private static final long SEED = Long.getLong("stillmap.fuzz.seed", 1);

    private static final int REQUESTS = 4_000;

    /** Sent over one connection, one behind the other. */
    private static final int TOGETHER = 4;

    private static final int DEFINITIONS = 2_000;

    /** Of each format. */
    private static final int TEXTS = 100;

    private static final int LINES = 20;

    /** A key that no mutation makes. */
    private static final String STEADY = "steady-as-a-rock";

    private static final int STEADY_EVENTS = 100;

    private static final int MILLIS_TO_ANSWER = 20_000;

    private static final String DEFINITION_TEXT = """
            name: malformed
            input:
              format: %s
              time: at
              lateness: 1h
              fields:
                at: {type: timestamp, format: seconds}
                who: {type: string, optional: true}
                what: {type: string}
                amount: {type: decimal, scale: 2}
                paid: {type: boolean, optional: true}
            entities:
              person: {key: who, none: nobody}
              thing: {key: what}
              both: {key: [who, what], none: nobody}
            features:
              events: {kind: count}
              total: {kind: sum, field: amount}
              unpaid: {kind: sum, field: amount, where: ["paid = false", "amount > 0.5"]}
              least: {kind: min, field: amount}
              mean: {kind: mean, field: amount}
              last: {kind: last, field: what}
              recent: {kind: sum, field: amount, window: {size: 100s, slide: 10s}}
              kinds: {kind: distinct, field: what, entities: person}
              middle: {kind: quantiles, field: amount, at: [0, 0.5, 0.99]}
              top: {kind: top, field: what, limit: 7}
              pace: {kind: ewma, field: amount, half_life: 1h}
            """;

    private static final List<String> ENTITIES = List.of("person", "thing", "both");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

    @TempDir
    private Path temporary;

    private final Mutations mutations = new Mutations(SEED);

    private final HttpClient client = HttpClient.newHttpClient();

    private static Definition definition(Format format) {
        return DefinitionReader.read(
                "test", DEFINITION_TEXT.formatted(format.name().toLowerCase(Locale.ROOT)));
    }

    /** A server over a folder, as it is run. */
    private static final class Running implements AutoCloseable {

        private final DataFolder folder;

        private final Ingest ingest;

        private final FeatureServer server;

        Running(Path path) throws IOException {
            folder = DataFolder.open(path, definition(Format.NDJSON));
            Engine engine = folder.load();
            ingest = folder.ingest(line -> {}, Clock.systemUTC());
            server = FeatureServer.start(
                    new Served(engine, ingest, folder.taker(), folder::status),
                    new ServerOptions(
                            "127.0.0.1",
                            0,
                            null,
                            new SnapshotLimits(5_000, Duration.ofMinutes(5), Duration.ofHours(1))));
        }

        @Override
        public void close() throws IOException {
            server.close();
            ingest.close();
            folder.close();
        }
    }

    private HttpResponse<String> send(Running running, String method, String path, String body, String key)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + running.server.port() + path))
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", "application/x-ndjson");
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode ask(Running running, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(running, "GET", path, "", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }

    private String snapshot(Running running) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(running, "POST", "/v1/snapshots", "{}", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return MAPPER.readTree(answer.body()).at("/id").asText();
    }

    private void sendSteady(Running running, String key) throws IOException, InterruptedException {
        String event = "{\"at\":1000,\"who\":\"" + STEADY + "\",\"what\":\"b\",\"amount\":1.25}\n";
        HttpResponse<String> answer = send(running, "POST", "/v1/events", event.repeat(STEADY_EVENTS), key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(MAPPER.readTree(answer.body()).at("/accepted").asInt()).isEqualTo(STEADY_EVENTS);
    }

    /** Totals, counters and the entity that only good events had; all that there is. */
    private Map<String, JsonNode> all(Running running, int steady) throws IOException, InterruptedException {
        JsonNode consistency = ask(running, "/v1/consistency");
        JsonNode health = ask(running, "/health");
        assertThat(consistency.at("/consistent").asBoolean())
                .as(consistency.toString())
                .isTrue();
        assertThat(consistency.at("/features/0/totals/person").asText())
                .isEqualTo(health.at("/events/accepted").asText());
        JsonNode entity = ask(running, "/v1/entities/person/" + STEADY);
        assertThat(entity.at("/features/events").asInt()).isEqualTo(steady * STEADY_EVENTS);
        assertThat(entity.at("/features/total").decimalValue().multiply(BigDecimal.valueOf(4)))
                .isEqualByComparingTo(BigDecimal.valueOf(5L * steady * STEADY_EVENTS));
        Map<String, JsonNode> all = new TreeMap<>();
        all.put("consistency", consistency);
        all.put("events", health.at("/events"));
        all.put("entity", entity);
        return all;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n";
    }

    private static byte[] post(String path, String headers, byte[] body) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        request.writeBytes(body);
        return request.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private String path(String older, String newer) {
        String rows = "/v1/snapshots/" + newer + "/entities/" + mutations.any(ENTITIES);
        return mutations.any(List.of(
                "/health",
                "/",
                "/openapi.json",
                "/v1/consistency",
                "/v1/entities/person/a",
                "/v1/entities/thing/t%2F1",
                "/v1/snapshots/" + older,
                rows,
                rows + "?limit=10",
                rows + "?where=events+%3E%3D+2&where=total%20%3C%2099.5&select=events,total&order=-total&top=5",
                rows + "?order=total,-events&limit=3&format=csv",
                rows + "?limit=2&cursor=MDEyMzQ1Njc4OWFiY2RlZmE",
                rows + "?format=csv",
                "/v1/snapshots/" + newer + "/groups/person?by=last",
                "/v1/snapshots/" + newer + "/groups/thing?by=events&where=mean+%3E+0",
                "/v1/snapshots/" + newer + "/totals",
                "/v1/snapshots/" + newer + "/changes?since=" + older + "&type=thing"));
    }

    /** A request with something wrong in its path, its headers, its body or anywhere. */
    private byte[] request(String older, String newer) throws IOException {
        String key = mutations.oneIn(3) ? "Idempotency-Key: k" + mutations.below(1_000) + "\r\n" : "";
        String csv = "Content-Type: text/csv\r\n" + key;
        String json = "Content-Type: application/x-ndjson\r\n" + key;
        String keys = "{\"keys\":[\"a\",\"b\",\"nobody\"]}";
        return switch (mutations.below(10)) {
            case 0 -> get(inAPath(mutations.text(path(older, newer)))).getBytes(StandardCharsets.UTF_8);
            case 1 -> get(inAPath(oneValue(path(older, newer)))).getBytes(StandardCharsets.UTF_8);
            case 2 -> mutations.bytes(get(path(older, newer)));
            case 3 ->
                get(path(older, newer))
                        .replace(
                                "GET",
                                mutations.any(List.of(
                                        "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "get", "")))
                        .getBytes(StandardCharsets.UTF_8);
            case 4 -> post("/v1/events", json, mutations.bytes(right(Format.NDJSON)));
            case 5 -> post("/v1/events", csv, mutations.bytes(right(Format.CSV)));
            case 6 ->
                post(
                        "/v1/events",
                        mutations.text(json).replaceAll("[\\r\\n]+|$", "\r\n"),
                        damaged(gzip(mutations.bytes(right(Format.NDJSON)))));
            case 7 -> post("/v1/entities/" + mutations.any(ENTITIES) + ":batchGet", "", mutations.bytes(keys));
            case 8 -> post("/v1/snapshots", "", mutations.bytes("{\"name\":\"x\",\"ttl\":\"1s\"}"));
            default ->
                mutations.bytes(new String(
                        post("/v1/events", csv, right(Format.CSV).getBytes(StandardCharsets.UTF_8)),
                        StandardCharsets.UTF_8));
        };
    }

    /** Without what would end it. */
    private static String inAPath(String text) {
        return text.replaceAll("[\\s\\x00]", "+");
    }

    /** Only the last part, or the value of a parameter, is another: what is before it is understood. */
    private String oneValue(String path) {
        String[] parts = path.split("(?<=[=/])");
        int changed = path.contains("?") ? 1 + mutations.below(parts.length - 1) : parts.length - 1;
        parts[changed] = mutations.text(parts[changed]);
        return String.join("", parts);
    }

    private byte[] damaged(byte[] bytes) {
        if (mutations.oneIn(2)) {
            bytes[mutations.below(bytes.length)] ^= 4;
        }
        return bytes;
    }

    /**
     * Sends them over one connection, one behind the other, some cut.
     *
     * @return how many are done with: behind one that is no HTTP the server reads no other
     */
    private int exchange(Running running, Collection<byte[]> requests, Map<Integer, Integer> answers)
            throws IOException {
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        requests.forEach(together::writeBytes);
        byte[] bytes = together.toByteArray();
        try (Socket socket = new Socket("127.0.0.1", running.server.port())) {
            if (mutations.oneIn(20)) {
                socket.getOutputStream().write(bytes, 0, mutations.below(bytes.length));
                return 1;
            }
            socket.setSoTimeout(MILLIS_TO_ANSWER);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            return count(
                    bytes, new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1), answers);
        } catch (SocketException e) {
            // It need not read what stands behind something that is no request.
            return 1;
        }
    }

    private static int count(byte[] requests, String answered, Map<Integer, Integer> answers) {
        int count = 0;
        Matcher status = STATUS.matcher(answered);
        while (status.find()) {
            int code = Integer.parseInt(status.group(1));
            answers.merge(code, 1, Integer::sum);
            assertThat(code)
                    .as("seed %s:%n%s%nanswered%n%s", SEED, new String(requests, StandardCharsets.ISO_8859_1), answered)
                    .isNotEqualTo(500);
            count++;
        }
        return Math.max(1, count);
    }

    @Test
    void requestsAreAnsweredOrRefused() throws IOException, InterruptedException {
        Path folder = temporary.resolve("data");
        Map<Integer, Integer> answers = new TreeMap<>();
        int steady = 0;
        Map<String, JsonNode> all;
        try (Running running = new Running(folder)) {
            sendSteady(running, "steady-" + steady++);
            String older = snapshot(running);
            String newer = older;
            Deque<byte[]> waiting = new ArrayDeque<>();
            for (int made = 0; made < REQUESTS || !waiting.isEmpty(); ) {
                if (made < REQUESTS && made % (REQUESTS / 10) == 0) {
                    sendSteady(running, "steady-" + steady++);
                    older = snapshot(running);
                    // The same again is there once.
                    sendSteady(running, "steady-" + (steady - 1));
                    newer = snapshot(running);
                    running.folder.checkpoint();
                }
                while (waiting.size() < TOGETHER && made < REQUESTS) {
                    waiting.add(request(older, newer));
                    made++;
                }
                for (int answered = exchange(running, waiting, answers); answered > 0; answered--) {
                    waiting.poll();
                }
            }
            sendSteady(running, "steady-" + steady++);
            all = all(running, steady);
        }
        System.out.println("seed " + SEED + ": answers by status " + answers);
        assertThat(answers.keySet()).contains(200, 202, 400, 404);
        try (Running again = new Running(folder)) {
            assertThat(all(again, steady)).as("seed %s", SEED).isEqualTo(all);
        }
    }

    @Test
    void definitionsAreReadOrRefusedWithALine() throws IOException {
        List<String> right = List.of(
                Files.readString(Path.of("examples/retail.yaml")),
                Files.readString(Path.of("examples/cards.yaml")),
                DEFINITION_TEXT.formatted("csv"));
        int read = 0;
        for (int i = 0; i < DEFINITIONS; i++) {
            String text = mutations.text(mutations.any(right));
            try {
                new Engine(DefinitionReader.read("test", text));
                read++;
            } catch (DefinitionException e) {
                assertThat(e.line())
                        .as("seed %s, %s in%n%s", SEED, e.getMessage(), text)
                        .isBetween(1, text.split("\\R", -1).length + 1);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + SEED + ", " + i + ", " + e + " of\n" + text, e);
            }
        }
        System.out.println("seed " + SEED + ": " + read + " of " + DEFINITIONS + " definitions still make sense");
        assertThat(read).isBetween(1, DEFINITIONS - 1);
    }

    /** Some events; the first line is as long as what is looked at to tell text from something else. */
    private static String right(Format format) {
        StringBuilder text = new StringBuilder(format == Format.CSV ? "at,who,what,amount,paid\n" : "");
        for (int i = 0; i < LINES; i++) {
            String what = "t" + "/".repeat(i == 0 ? 600 : 1) + i;
            text.append(
                    format == Format.CSV
                            ? (1_000 + i) + ",\"a \"\"" + i % 3 + "\"\"\"," + what + ",1." + i + ",true\n"
                            : "{\"at\":" + (1_000 + i) + ",\"who\":\"p" + i % 3 + "\",\"what\":\"" + what
                                    + "\",\"amount\":1." + i + ",\"paid\":false}\n");
        }
        return text.toString();
    }

    /** Which lines became events or were rejected. */
    private static final class Lines implements EventSink {

        private final Engine engine;

        private final BitSet covered = new BitSet();

        private final List<String> twice = new ArrayList<>();

        private int steady;

        private int all;

        private int accepted;

        Lines(Engine engine) {
            this.engine = engine;
        }

        @Override
        public void accept(Event event, long line, String text) throws BadEventException {
            engine.apply(event);
            accepted++;
            steady += text.contains(STEADY) ? 1 : 0;
            cover(line, text);
        }

        @Override
        public void reject(Rejected line) {
            cover(line.line(), line.text());
        }

        private void cover(long line, String text) {
            all++;
            int end = (int) line + text.split("\n", -1).length;
            if (covered.get((int) line, end).cardinality() > 0) {
                twice.add(line + " " + text);
            }
            covered.set((int) line, end);
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void eachLineIsTakenOrRejectedOnce(Format format) throws IOException {
        Definition definition = definition(format);
        Engine engine = new Engine(definition);
        int all = 0;
        int accepted = 0;
        for (int i = 0; i < TEXTS; i++) {
            String right = right(format);
            int first = right.indexOf("\n", 600) + 1;
            String good = format == Format.CSV
                    ? "1000," + STEADY + ",b,1.25,\n"
                    : "{\"at\":1000,\"who\":\"" + STEADY + "\",\"what\":\"b\",\"amount\":1.25}\n";
            StringBuilder text = new StringBuilder(right.substring(0, first));
            for (String line : right.substring(first).split("\n")) {
                text.append(mutations.text(line)).append('\n').append(good);
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            String written = new String(bytes, StandardCharsets.UTF_8);
            Lines lines = new Lines(engine);
            String label = "seed " + SEED + ", text " + i + ":\n" + written;
            try {
                Inputs.read(
                        definition.input(),
                        format,
                        label,
                        new ByteArrayInputStream(bytes),
                        lines,
                        ReadProgress.UNWATCHED);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(label, e);
            }
            assertThat(lines.twice).as(label).isEmpty();
            String[] there = written.split("\n", -1);
            for (int line = format == Format.CSV ? 2 : 1; line <= there.length; line++) {
                String content = there[line - 1];
                boolean isNone = format == Format.CSV ? content.isEmpty() || content.equals("\r") : content.isBlank();
                assertThat(lines.covered.get(line))
                        .as("line %s of %s", line, label)
                        .isEqualTo(!isNone || lines.covered.get(line) && format == Format.CSV);
            }
            if (format == Format.NDJSON) {
                assertThat(lines.steady).as(label).isEqualTo(LINES - 1);
            }
            all += lines.all;
            accepted += lines.accepted;
        }
        System.out.println("seed " + SEED + ": " + accepted + " of " + all + " lines of " + format + " taken");
        assertThat(engine.appliedEvents()).isEqualTo(accepted);
        assertThat(all).isBetween(TEXTS * LINES, TEXTS * LINES * 4);
        assertThat(accepted).isBetween(TEXTS, all - TEXTS);
    }
}
