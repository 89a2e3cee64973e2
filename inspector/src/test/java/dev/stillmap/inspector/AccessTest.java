package dev.stillmap.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.StillMap;
import dev.stillmap.inspector.Http.Reply;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and that whoever sends it harms nobody. */
class AccessTest {

    private static final String MAPS = "GET /api/maps HTTP/1.1";

    private final StillMap<String, Integer> map =
            StillMap.<String, Integer>builder().name("secret sessions").build();

    private Inspector inspector;

    private Http http;

    private String host;

    private String token;

    @BeforeEach
    void start() throws IOException {
        inspector = Inspector.start(map);
        http = new Http(inspector.uri());
        host = "Host: 127.0.0.1:" + inspector.uri().getPort();
        token = "Authorization: Bearer " + http.token();
    }

    @AfterEach
    void close() {
        inspector.close();
    }

    private void assertRefused(Reply reply, int status, String why) throws IOException {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.error()).contains(why);
        assertThat(reply.body()).doesNotContain("secret sessions");
    }

    @Test
    void whoKnowsNoTokenSeesNoMap() throws Exception {
        assertRefused(http.send(MAPS, host), 401, "the token is missing");
        for (String wrong : List.of(
                "Bearer",
                "Bearer ",
                "Bearer x",
                "Basic " + http.token(),
                http.token(),
                "Bearer " + http.token() + "x")) {
            assertRefused(http.send(MAPS, host, "Authorization: " + wrong), 401, "the token is missing or another");
        }
        assertRefused(http.send("GET /api/watch?map=0 HTTP/1.1", host), 401, "the token is missing");
        assertRefused(
                http.send("GET /api/bucket?map=0&bucket=0&buckets=1 HTTP/1.1", host), 401, "the token is missing");
        // Not from the address, which stands in logs.
        assertRefused(
                http.send("GET /api/maps?token=" + http.token() + " HTTP/1.1", host), 401, "the token is missing");
        assertThat(http.send(MAPS, host, token).status()).isEqualTo(200);
        assertThat(http.send(MAPS, host, "authorization: bearer " + http.token())
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:80",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "10.0.0.1",
                "[::2]",
                "evil.example@127.0.0.1",
                "127.0.0.1:80:80",
                "localhost:",
                "0.0.0.0"
            })
    void anotherNameOfThisMachineIsRefused(String name) throws Exception {
        assertRefused(http.send(MAPS, "Host: " + name, token), 403, "this server answers on this machine only");
        assertRefused(http.send("GET / HTTP/1.1", "Host: " + name), 403, "ask for 127.0.0.1 or localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1234", "127.0.0.1", "127.1.2.3:80", "[::1]:9"})
    void theNamesOfTheLoopbackInterfaceAreNot(String name) throws Exception {
        assertThat(http.send(MAPS, "Host: " + name, token).status()).isEqualTo(200);
    }

    @Test
    void pagesOfOtherSitesAreRefused() throws Exception {
        String own = host.substring("Host: ".length());
        for (String origin : List.of(
                "http://evil.example",
                "null",
                "http://127.0.0.1:1",
                "http://" + own + ".evil.example",
                "file://",
                "",
                own)) {
            assertRefused(http.send(MAPS, host, token, "Origin: " + origin), 403, "may not use");
        }
        assertThat(http.send(MAPS, host, token, "Origin: http://" + own).status())
                .isEqualTo(200);
    }

    @Test
    void aHeaderThatIsThereTwiceIsNeitherOfItsValues() throws Exception {
        String evil = "Origin: http://evil.example";
        String own = "Origin: http" + host.substring("Host".length()).replace(": ", "://");
        assertRefused(http.send(MAPS, host, "Host: evil.example", token), 403, "on this machine only");
        assertRefused(http.send(MAPS, host, token, own, evil), 403, "may not use");
        assertRefused(http.send(MAPS, host, token, token), 401, "the token is missing or another");
        assertRefused(http.send("GET /api/maps HTTP/1.0", token), 403, "no header Host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "GETS", "get"})
    void nothingButReadingIsPossible(String method) throws Exception {
        Reply reply = http.send(method + " /api/maps HTTP/1.1", host, token, "Content-Length: 0");
        assertRefused(reply, 405, method + " is not possible");
        assertThat(reply.head()).containsIgnoringCase("Allow: GET, HEAD");
    }

    @Test
    void thePageIsThereForAllAndSaysNothing() throws Exception {
        Reply page = http.send("GET / HTTP/1.1", host);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).startsWithIgnoringCase("<!doctype html>").doesNotContain("secret sessions");
        assertThat(page.head())
                .containsIgnoringCase("Content-Type: text/html; charset=utf-8")
                .containsIgnoringCase("Content-Security-Policy: default-src 'none';")
                .containsIgnoringCase("frame-ancestors 'none'")
                .containsIgnoringCase("X-Content-Type-Options: nosniff")
                .containsIgnoringCase("Referrer-Policy: no-referrer");
        for (String file : List.of("index.html", "inspector.js", "inspector.css", "favicon.svg")) {
            assertThat(http.send("GET /" + file + " HTTP/1.1", host).status())
                    .as(file)
                    .isEqualTo(200);
        }
        String tag = page.head()
                .lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("etag: "))
                .map(line -> line.substring("etag: ".length()))
                .findFirst()
                .orElseThrow();
        Reply known = http.send("GET / HTTP/1.1", host, "If-None-Match: " + tag);
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        Reply head = http.send("HEAD / HTTP/1.1", host);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/../index.html",
                "/web/index.html",
                "/%2e%2e/Inspector.class",
                "/Inspector.class",
                "/module-info.class",
                "/api",
                "/api/",
                "/API/maps",
                "/api/maps/",
                "/index.html/",
                "//",
                "/\\index.html"
            })
    void thereIsNothingElse(String path) throws Exception {
        Reply reply = http.send("GET " + path + " HTTP/1.1", host, token);
        assertThat(reply.status()).isBetween(400, 404);
        assertThat(reply.body()).doesNotContain("secret sessions");
    }

    /** Whatever comes, the next one who asks is answered. */
    @Test
    void bytesAtRandomHarmNobody() throws Exception {
        long seed = Long.getLong("stillmap.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(2_000)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                byte[] beginning = ("GET /api/maps HTTP/1.1\r\n" + host + "\r\n").getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(beginning, 0, bytes, 0, Math.min(bytes.length, beginning.length));
            }
            try (Socket socket = http.connect()) {
                socket.getOutputStream().write(bytes);
            } catch (IOException e) {
                assertThat(e).as("seed %d", seed).hasMessageMatching("(?is).*(reset|pipe|closed|abort).*");
            }
        }
        assertThat(http.send(MAPS, host, token).status()).as("seed %d", seed).isEqualTo(200);
    }

    /** More connections than there are threads, none of which says what it wants. */
    @Test
    void connectionsThatSayNothingKeepNobodyOut() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                silent.add(http.connect());
            }
            assertThat(http.send(MAPS, host, token).status()).isEqualTo(200);
            for (Socket socket : silent) {
                socket.getOutputStream().write("GET /api/m".getBytes(StandardCharsets.US_ASCII));
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
        for (int i = 0; ; i++) {
            try {
                assertThat(http.send(MAPS, host, token).status()).isEqualTo(200);
                return;
            } catch (IOException e) {
                // Until the threads have seen that these connections have gone.
                assertThat(i).as("asked again: %s", e).isLessThan(10_000);
            }
        }
    }
}
