package dev.stillmap.inspector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.IterationLock;
import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import dev.stillmap.inspector.Http.Reply;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectorTest {

    /** Beyond what any machine needs until a picture shows what is there. */
    private static final long WATCHDOG_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final List<AutoCloseable> open = new ArrayList<>();

    private final StillMap<String, Integer> map =
            StillMap.<String, Integer>builder().name("sessions").build();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Http started(Inspector.Builder builder, StillMap<?, ?>... maps) throws IOException {
        Inspector inspector = builder.start(maps);
        open.add(inspector);
        return new Http(inspector.uri());
    }

    private Http.Stream watch(Http http, int id) throws IOException {
        Http.Stream stream = http.new Stream(id);
        open.add(0, stream);
        return stream;
    }

    private static JsonNode until(Http.Stream stream, String name, Predicate<JsonNode> condition) throws IOException {
        long until = System.nanoTime() + WATCHDOG_NANOS;
        JsonNode last = stream.next(name);
        while (!condition.test(last)) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("never seen; the last one was " + last);
            }
            last = stream.next(name);
        }
        return last;
    }

    private static byte[] cells(JsonNode picture) {
        return Base64.getDecoder().decode(picture.get("cells").asText());
    }

    @Test
    void whoKnowsTheAddressSeesTheMaps() throws Exception {
        map.put("alice", 1);
        StillMap<Integer, Integer> nameless = new StillMap<>(10_000);
        Http http = started(Inspector.builder(), map, nameless, map);

        JsonNode maps = http.get("/api/maps").json();

        assertThat(maps.get("maps")).hasSize(2);
        assertThat(maps.at("/maps/0/name").asText()).isEqualTo("sessions");
        assertThat(maps.at("/maps/0/entries").asLong()).isEqualTo(1);
        assertThat(maps.at("/maps/0/buckets").asInt()).isEqualTo(1);
        assertThat(maps.at("/maps/1/name").asText()).isEqualTo(nameless.tracer().mapName());
        assertThat(maps.get("instance").asText()).isNotBlank();
        assertThat(maps.get("showsEntries").asBoolean()).isFalse();
        assertThat(maps.get("watchers").asInt()).isZero();
    }

    @Test
    void picturesFollowTheMap() throws Exception {
        Http http = started(Inspector.builder(), map);
        Http.Stream stream = watch(http, 0);
        JsonNode empty = stream.next("picture");
        assertThat(empty.get("entries").asLong()).isZero();
        assertThat(cells(empty)).containsExactly(0);

        for (int i = 0; i < 20_000; i++) {
            map.put("key " + i, i);
        }
        JsonNode full =
                until(stream, "picture", picture -> picture.get("entries").asLong() == 20_000);
        assertThat(cells(full))
                .hasSize(full.get("buckets").asInt() / full.get("stride").asInt());
        assertThat(full.get("tables").size()).isBetween(1, 2);
        assertThat(full.at("/counters/entriesAdded").asLong()).isEqualTo(20_000);
        assertThat(full.get("sequence").asLong())
                .isGreaterThan(empty.get("sequence").asLong());
        assertThat(full.at("/counters/growthsStarted").asLong()).isPositive();
    }

    @Test
    void largeMapsAreSampled() throws Exception {
        StillMap<Integer, Integer> large = new StillMap<>(1_000_000);
        Http http = started(Inspector.builder(), large);
        JsonNode picture = watch(http, 0).next("picture");
        assertThat(cells(picture)).hasSize(16_384);
        assertThat(picture.get("stride").asInt())
                .isEqualTo(picture.get("buckets").asInt() / 16_384);
        assertThat(picture.get("stride").asInt()).isGreaterThan(1);
    }

    @Test
    void whatIsOpenIsThereAndGoesAgain() throws Exception {
        map.put("alice", 1);
        map.put("bob", 2);
        Http http = started(Inspector.builder(), map);
        Http.Stream stream = watch(http, 0);
        // Lives are traced from then on.
        stream.next("picture");
        try (Snapshot<String, Integer> snapshot = map.snapshot();
                Iteration<String, Integer> iteration = map.iterate(IterationContract.LIVE)) {
            iteration.next();
            map.put("alice", 3);
            JsonNode picture = until(
                    stream,
                    "picture",
                    each -> each.get("snapshots").size() == 1
                            && each.get("iterations").size() == 1);
            assertThat(picture.at("/snapshots/0/retainedBytes").asLong()).isPositive();
            assertThat(picture.at("/snapshots/0/ageMillis").asLong()).isNotNegative();
            assertThat(picture.at("/iterations/0/contract").asText()).isEqualTo("LIVE");
            assertThat(picture.at("/iterations/0/state").asText()).isEqualTo("WALKING");
            assertThat(picture.at("/iterations/0/watched").asText()).isEqualTo("ITERATION");
            assertThat(picture.at("/lists/snapshots").asInt()).isEqualTo(1);
            assertThat(snapshot.get("alice")).isEqualTo(1);
        }
        JsonNode after = until(
                stream,
                "picture",
                each -> each.get("snapshots").isEmpty()
                        && each.get("iterations").isEmpty());
        assertThat(after.at("/counters/snapshotsClosed").asLong()).isPositive();
        JsonNode detail = until(
                stream,
                "detail",
                each -> each.get("records").findValuesAsText("to").contains("RELEASED"));
        assertThat(detail.at("/records/0/thread").asText())
                .contains(Thread.currentThread().getName());
    }

    @Test
    void holdsSayWhoWaits() throws Exception {
        map.put("alice", 1);
        Http http = started(Inspector.builder(), map);
        Http.Stream stream = watch(http, 0);
        Thread writer = new Thread(() -> map.put("alice", 2), "the writer");
        try (IterationLock.Hold<String, Integer> hold =
                map.lockForIteration(IterationLock.defaults().blockTime(Duration.ofHours(1)))) {
            writer.start();
            JsonNode picture =
                    until(stream, "picture", each -> each.at("/holds/0/waiting").size() == 1);
            assertThat(picture.at("/holds/0/waiting/0").asText()).isEqualTo("the writer");
            assertThat(picture.at("/holds/0/owner").asText())
                    .isEqualTo(Thread.currentThread().getName());
            assertThat(picture.at("/holds/0/phase").asText()).isEqualTo("IN_FORCE");
            assertThat(picture.at("/holds/0/leftMillis").asLong()).isPositive();
            assertThat(picture.at("/lists/waiting").asInt()).isEqualTo(1);
            assertThat(hold.get("alice")).isEqualTo(1);
        }
        writer.join();
        until(stream, "picture", each -> each.get("holds").isEmpty());
        JsonNode detail = until(
                stream,
                "detail",
                each -> each.get("latencies").findValuesAsText("name").contains("wait HOLD"));
        assertThat(detail.get("latencies").findValuesAsText("name")).contains("hold");
    }

    /** Few operations: each is counted, once the first pictures have shown that there are few. */
    @Test
    void operationsAreCountedAndMeasured() throws Exception {
        Http http = started(Inspector.builder(), map);
        Http.Stream stream = watch(http, 0);
        until(stream, "detail", each -> each.get("sampling").asInt() == 1);
        long before = stream.next("picture").at("/operations/PUT").asLong();
        for (int i = 0; i < 250; i++) {
            map.put("alice", i);
        }
        JsonNode picture =
                until(stream, "picture", each -> each.at("/operations/PUT").asLong() - before >= 250);
        assertThat(picture.at("/operations/PUT").asLong() - before).isEqualTo(250);
        assertThat(picture.at("/operations/GET").asLong()).isZero();
        JsonNode detail = until(
                stream,
                "detail",
                each -> each.get("latencies").findValuesAsText("name").contains("PUT"));
        JsonNode put = detail.get("latencies").get(0);
        assertThat(put.get("count").asLong()).isGreaterThanOrEqualTo(250);
        assertThat(put.get("p50").asLong()).isBetween(1L, put.get("p99").asLong());
        assertThat(put.get("max").asLong())
                .isGreaterThanOrEqualTo(put.get("p999").asLong());
        long inBins = 0;
        for (JsonNode bin : put.get("bins")) {
            inBins += bin.get(1).asLong();
        }
        assertThat(inBins).isEqualTo(put.get("count").asLong());
    }

    /** Seen red with the sink or the thread kept after the last page has gone. */
    @Test
    void whileNobodyLooksNothingIsThere() throws Exception {
        Http http = started(Inspector.builder(), map);
        http.get("/api/maps");
        for (Thread ofAnotherTest : drawingThreads()) {
            ofAnotherTest.join();
        }
        assertThat(map.tracer().isOn()).isFalse();
        Http.Stream stream = watch(http, 0);
        stream.next("picture");
        assertThat(map.tracer().isOn()).isTrue();
        assertThat(drawingThreads()).hasSize(1);
        Thread drawing = drawingThreads().get(0);
        stream.close();
        drawing.join();
        assertThat(map.tracer().isOn()).isFalse();
        assertThat(http.get("/api/maps").json().get("watchers").asInt()).isZero();
        Http.Stream again = watch(http, 0);
        assertThat(again.next("picture").at("/operations/PUT").asLong()).isZero();
    }

    /** Seen red with one of the two listeners kept. */
    @Test
    void whoDoesNotLookAnyMoreCountsNothing() throws Exception {
        Exhibit exhibit = new Exhibit(0, map);
        Watcher watcher = new Watcher(System::nanoTime);
        assertThat(exhibit.meter()).isNull();
        exhibit.add(watcher);
        OperationMeter meter = exhibit.meter();
        for (int i = 0; i < 7; i++) {
            meter.adapt();
        }
        map.put("alice", 1);
        map.iterate(IterationContract.LIVE).close();
        exhibit.remove(watcher);
        map.put("alice", 2);
        map.iterate(IterationContract.LIVE).close();
        JsonText counted = new JsonText().startObject();
        meter.writeCounts(counted);
        meter.writeLatencies(counted);
        JsonNode json = Http.JSON.readTree(counted.endObject().toString());
        assertThat(json.at("/operations/PUT").asLong()).isEqualTo(1);
        assertThat(json.at("/latencies/0/count").asLong()).isEqualTo(1);
        assertThat(json.at("/latencies/1/name").asText()).isEqualTo("iteration LIVE");
        assertThat(json.at("/latencies/1/count").asLong()).isEqualTo(1);
        assertThat(exhibit.meter()).isNull();
    }

    private static List<Thread> drawingThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("stillmap-inspector"))
                .toList();
    }

    /** Seen red with the server started by the caller's thread. */
    @Test
    void noThreadKeepsTheApplicationAlive() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Http http = started(Inspector.builder(), map);
        watch(http, 0).next("picture");
        http.get("/api/maps");
        Set<Thread> after = new HashSet<>(Thread.getAllStackTraces().keySet());
        after.removeAll(before);
        assertThat(after).isNotEmpty().allMatch(Thread::isDaemon);
    }

    @Test
    void onlySoManyPagesMayWatch() throws Exception {
        Http http = started(Inspector.builder().maxWatchers(2), map);
        Http.Stream first = watch(http, 0);
        first.next("picture");
        watch(http, 0).next("picture");
        assertThat(http.get("/api/maps").json().get("watchers").asInt()).isEqualTo(2);

        Reply refused = http.get("/api/watch?map=0");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.error()).contains("2 pages are watching already");
        assertThat(refused.head()).containsIgnoringCase("Retry-After: 5");

        first.close();
        for (int i = 0; http.get("/api/maps").json().get("watchers").asInt() == 2; i++) {
            assertThat(i).as("asked whether the place is free").isLessThan(10_000);
        }
        assertThat(watch(http, 0).next("picture").get("entries").asLong()).isZero();
    }

    @Test
    void whoComesLaterGetsFiguresAtOnce() throws Exception {
        Http http = started(Inspector.builder(), map);
        watch(http, 0).next("detail");
        for (int i = 0; i < 5; i++) {
            try (Http.Stream stream = http.new Stream(0)) {
                assertThat(stream.next().name()).isEqualTo("detail");
                assertThat(stream.next().name()).isEqualTo("picture");
            }
        }
    }

    /** Seen red while the map was let go only when the last page had left. */
    @Test
    void aMapThatIsRemovedIsLetGoThoughAPageTakesNothing() throws Exception {
        Inspector inspector = Inspector.start(map);
        open.add(inspector);
        Http http = new Http(inspector.uri());
        Socket deaf = new Socket("127.0.0.1", http.port());
        open.add(deaf);
        Http.write(deaf, "GET /api/watch?map=0 HTTP/1.1", "Host: localhost", "Authorization: Bearer " + http.token());
        for (int i = 0; !map.tracer().isOn(); i++) {
            assertThat(i).as("asked whether it is watched").isLessThan(10_000);
            http.get("/api/maps");
        }
        inspector.remove(map);
        assertThat(map.tracer().isOn()).isFalse();
    }

    @Test
    void listsAreCutAndSayHowLongTheyAre() throws Exception {
        List<Snapshot<String, Integer>> snapshots = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            snapshots.add(map.snapshot());
        }
        open.addAll(snapshots);
        Http http = started(Inspector.builder(), map);
        JsonNode picture = watch(http, 0).next("picture");
        assertThat(picture.get("snapshots")).hasSize(100);
        assertThat(picture.at("/lists/snapshots").asInt()).isEqualTo(120);
    }

    /** As an application's names for its machine, and addresses that are written in more than one way. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1", "0.0.0.0", "0:0:0:0:0:0:0:1", "[::1]", ""})
    void theAddressThatIsGivenOutIsAnswered(String host) throws Exception {
        try (Inspector inspector = Inspector.builder().host(host).start(map)) {
            URI page = inspector.uri();
            HttpURLConnection connection =
                    (HttpURLConnection) page.resolve("/api/maps").toURL().openConnection();
            connection.setRequestProperty(
                    "Authorization", "Bearer " + page.getFragment().substring("token=".length()));
            assertThat(connection.getResponseCode()).as(page.toString()).isEqualTo(200);
        }
    }

    @Test
    void elsewhereThanAtTheLoopbackInterfaceNamesAreNotChecked() throws Exception {
        Http http = started(Inspector.builder().host("0.0.0.0"), map);
        String token = "Authorization: Bearer " + http.token();
        assertThat(http.send("GET /api/maps HTTP/1.1", "Host: some.example", token)
                        .status())
                .isEqualTo(200);
        assertThat(http.send("GET /api/maps HTTP/1.1", "Host: some.example").status())
                .isEqualTo(401);
        assertThat(http.send("GET /api/maps HTTP/1.1", "Host: some.example", token, "Origin: http://other.example")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void whatCannotStartLeavesNothing() throws Exception {
        Http http = started(Inspector.builder(), map);
        assertThatThrownBy(() -> Inspector.builder().port(http.port()).start(map))
                .isInstanceOf(BindException.class);
        int port;
        try (Inspector free = Inspector.start()) {
            port = free.uri().getPort();
        }
        assertThatThrownBy(() -> Inspector.builder().port(port).start((StillMap<?, ?>) null))
                .isInstanceOf(NullPointerException.class);
        started(Inspector.builder().port(port), map);
    }

    @Test
    void theCallersInterruptIsKept() throws Exception {
        Thread.currentThread().interrupt();
        Inspector.start(map).close();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aFullBucketIsShownInPart() throws Exception {
        record Colliding(int number) {
            @Override
            public int hashCode() {
                return 1;
            }
        }
        StillMap<Colliding, Integer> full = new StillMap<>();
        for (int i = 0; i < 250; i++) {
            full.put(new Colliding(i), i);
        }
        int buckets = full.picture(1 << 20).buckets();
        Http http = started(Inspector.builder(), full);
        int shown = 0;
        int entries = 0;
        for (int bucket = 0; bucket < buckets; bucket++) {
            JsonNode json = http.get("/api/bucket?map=0&bucket=" + bucket + "&buckets=" + buckets)
                    .json();
            shown += json.get("shown").size();
            entries += json.get("entries").asInt();
        }
        assertThat(shown).isEqualTo(200);
        assertThat(entries).isEqualTo(250);
    }

    @Test
    void aMapThatIsRemovedSaysGoodbye() throws Exception {
        Inspector inspector = Inspector.start(map);
        open.add(inspector);
        Http http = new Http(inspector.uri());
        Http.Stream stream = watch(http, 0);
        stream.next("picture");
        inspector.remove(map);
        assertThat(stream.next("gone").get("error").asText()).contains("does not show this map any more");
        assertThat(stream.next()).isNull();
        Reply none = http.get("/api/watch?map=0");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.error()).contains("no map is shown as number 0");
        assertThat(http.get("/api/maps").json().get("maps")).isEmpty();
        inspector.remove(map);
        inspector.add(map);
        assertThat(http.get("/api/maps").json().at("/maps/0/id").asInt()).isEqualTo(1);
    }

    @Test
    void closedItEndsAndGivesThePortBack() throws Exception {
        Inspector inspector = Inspector.start(map);
        open.add(inspector);
        Http http = new Http(inspector.uri());
        Http.Stream stream = watch(http, 0);
        stream.next("picture");
        inspector.close();
        inspector.close();
        assertThatThrownBy(() -> {
                    while (stream.next() != null) {
                        map.put("alice", 1);
                    }
                    throw new IOException("the end");
                })
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> http.get("/api/maps")).isInstanceOf(ConnectException.class);
        assertThatIllegalStateException().isThrownBy(() -> inspector.add(map)).withMessage("the inspector is closed");
        open.add(Inspector.builder().port(inspector.uri().getPort()).start(map));
    }

    @Test
    void aBucketShowsTypesUnlessEntriesAreAllowed() throws Exception {
        map.put("alice", 1);
        Http hidden = started(Inspector.builder(), map);
        JsonNode bucket = hidden.get("/api/bucket?map=0&bucket=0&buckets=1").json();
        assertThat(bucket.get("entries").asInt()).isEqualTo(1);
        assertThat(bucket.at("/shown/0/key").isNull()).isTrue();
        assertThat(bucket.at("/shown/0/value").isNull()).isTrue();
        assertThat(bucket.at("/shown/0/keyType").asText()).isEqualTo("java.lang.String");
        assertThat(bucket.at("/shown/0/valueType").asText()).isEqualTo("java.lang.Integer");
        assertThat(hidden.get("/api/bucket?map=0&bucket=0&buckets=1").body()).doesNotContain("alice");

        Http shown = started(Inspector.builder().showEntries(), map);
        assertThat(shown.get("/api/maps").json().get("showsEntries").asBoolean())
                .isTrue();
        bucket = shown.get("/api/bucket?map=0&bucket=0&buckets=1").json();
        assertThat(bucket.at("/shown/0/key").asText()).isEqualTo("\"alice\"");
        assertThat(bucket.at("/shown/0/value").asText()).isEqualTo("1");
    }

    /** Keys and values of an application may do anything when they are asked for their text. */
    @Test
    void entriesThatMisbehaveHurtNobody() throws Exception {
        StillMap<Object, Object> strange = new StillMap<>();
        strange.put("itself", strange);
        strange.put("long", "x".repeat(1_000_000));
        strange.put("odd \"\\\n\u0001\ud800 </script>", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("on purpose");
            }
        });
        strange.put("no text", new Object() {
            @Override
            public String toString() {
                return null;
            }
        });
        strange.put("error", new Object() {
            @Override
            public String toString() {
                throw new Error("on purpose");
            }
        });
        strange.put("pairs", "\ud83d\ude00".repeat(150));
        strange.put("deep", new Object() {
            @Override
            public String toString() {
                return "x" + this;
            }
        });
        Http http = started(Inspector.builder().showEntries(), strange);
        JsonNode bucket = http.get("/api/bucket?map=0&bucket=0&buckets=1").json();
        List<String> keys = bucket.get("shown").findValuesAsText("key");
        List<String> values = bucket.get("shown").findValuesAsText("value");

        assertThat(keys).hasSize(7).anyMatch(key -> key.contains("</script>"));
        assertThat(values).anyMatch(text -> text.equals("(its toString throws java.lang.IllegalStateException)"));
        assertThat(values).contains("(its toString returns null)", "(its toString throws java.lang.Error)");
        assertThat(values).contains("(its toString throws java.lang.StackOverflowError)");
        assertThat(values).contains('"' + "x".repeat(200) + "…\"");
        assertThat(values).contains('"' + "\ud83d\ude00".repeat(100) + "…\"");
        assertThat(values).allMatch(text -> text.length() < 300);
    }

    @Test
    void aBucketOfAnotherTableIsNotThere() throws Exception {
        Http http = started(Inspector.builder(), map);
        for (int i = 0; i < 1_000; i++) {
            map.put("key " + i, i);
        }
        Reply reply = http.get("/api/bucket?map=0&bucket=0&buckets=1");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.error()).contains("no bucket 0 of 1 any more");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/watch", "/api/watch?map=", "/api/watch?map=-1", "/api/watch?map=x", "/api/watch?map=99999999999",
                "/api/watch?=0", "/api/watch?map", "/api/watch?&&&", "/api/bucket?map=0", "/api/bucket?map=0&bucket=1",
                "/api/bucket?map=0&bucket=0&buckets=%31", "/api/bucket?map=0&bucket=0&buckets=1e9"
            })
    void argumentsThatAreNoneAreRefusedWithTheReason(String path) throws Exception {
        Http http = started(Inspector.builder(), map);
        Reply reply = http.get(path);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error()).contains("must be a whole number from 0 on");
    }

    @Test
    void settingsAreChecked() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Inspector.builder().port(65_536))
                .withMessage("port is 65536, but must be 0 to 65535");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Inspector.builder().token("short"))
                .withMessageContaining("16 to 200 letters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Inspector.builder().token("with a blank in it, and long"))
                .withMessageContaining("fits into an address");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Inspector.builder().maxWatchers(0))
                .withMessageContaining("at least 1 page");
        Http http = started(Inspector.builder().token("0123456789abcdef").host("localhost"), map);
        assertThat(http.token()).isEqualTo("0123456789abcdef");
        assertThat(http.get("/api/maps").status()).isEqualTo(200);
    }

    @Test
    void everyInspectorHasATokenOfItsOwn() throws Exception {
        Http one = started(Inspector.builder(), map);
        Http other = started(Inspector.builder(), map);
        assertThat(one.token()).hasSizeGreaterThan(20).isNotEqualTo(other.token());
    }
}
