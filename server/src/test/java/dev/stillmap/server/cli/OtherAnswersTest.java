package dev.stillmap.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands against a server that is busy, or whose long answers end in the middle, as they do when their snapshot expires. */
class OtherAnswersTest {

    private static final String LINE = "{\"key\":\"a\"}\n";

    private final List<String> asked = new CopyOnWriteArrayList<>();

    private HttpServer server;

    private String out = "";

    private String err = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/snapshots", this::answer);
        server.createContext("/v1/events", this::busyAtFirst);
        server.start();
    }

    private void busyAtFirst(HttpExchange exchange) throws IOException {
        asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (asked.size() == 1) {
            send(exchange, 429, "{\"error\":{\"status\":429,\"message\":\"too much to do\"}}", 0);
        } else {
            send(exchange, 202, "{\"accepted\":1,\"rejected\":[]}", 0);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
        exchange.getRequestBody().readAllBytes();
        switch (exchange.getRequestMethod()) {
            case "POST" -> send(exchange, 201, "{\"id\":\"s1\"}", 0);
            case "DELETE" -> send(exchange, 410, "{\"error\":{\"status\":410,\"message\":\"it ended long ago\"}}", 0);
            default ->
                send(exchange, 200, LINE, exchange.getRequestURI().getPath().contains("whole") ? 0 : 1_000);
        }
    }

    private static void send(HttpExchange exchange, int status, String text, int missing) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length + missing);
        exchange.getResponseBody().write(bytes);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    private int ask(String... arguments) {
        StringWriter written = new StringWriter();
        StringWriter complained = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(written));
        commandLine.setErr(new PrintWriter(complained));
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--url=http://127.0.0.1:" + server.getAddress().getPort();
        int status = commandLine.execute(all);
        out = written.toString();
        err = complained.toString();
        return status;
    }

    @Test
    void theReasonIsSaidAndTheSnapshotGivenBack() {
        assertThat(ask("query", "customer")).isEqualTo(1);
        assertThat(err).startsWith("stillmap: the answer ended in the middle").doesNotContain("it ended long ago");
        assertThat(err.lines()).hasSize(1);
        assertThat(asked)
                .containsExactly(
                        "POST /v1/snapshots", "GET /v1/snapshots/s1/entities/customer", "DELETE /v1/snapshots/s1");
    }

    @Test
    void aWholeAnswerIsOneAlsoIfItsSnapshotEndedBehindIt() {
        assertThat(ask("query", "whole")).as(err).isZero();
        assertThat(out).isEqualTo(LINE);
    }

    @Test
    void aNamedSnapshotIsLeftToItsOwner() {
        assertThat(ask("query", "whole", "--snapshot=mine")).isZero();
        assertThat(asked).containsExactly("GET /v1/snapshots/mine/entities/whole");
    }

    @Test
    void changesThatAreCutAreNoStackTrace() {
        assertThat(ask("snapshots", "changes", "s2", "--since=s1")).isEqualTo(1);
        assertThat(err).startsWith("stillmap: the answer ended in the middle");
        assertThat(err.lines()).hasSize(1);
    }

    @Test
    void aServerThatIsBusyIsAskedAgain(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.ndjson"), "{}\n");
        assertThat(ask("load", file.toString())).isZero();
        assertThat(asked).containsExactly("{}\n", "{}\n");
        assertThat(err).isEqualTo("1 events accepted, 0 lines rejected\n");
    }
}
