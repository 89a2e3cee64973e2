package dev.stillmap.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.generator.CardPayments;
import dev.stillmap.server.held.SnapshotLimits;
import dev.stillmap.server.http.FeatureServer;
import dev.stillmap.server.http.Served;
import dev.stillmap.server.http.ServerOptions;
import dev.stillmap.server.ingest.Ingest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Commands as a user types them, against a server that runs. */
class CommandLineTest {

    @TempDir
    private Path folder;

    private final Engine engine = new Engine(CardPayments.definition());

    private final Ingest ingest = new Ingest(engine, line -> {});

    private FeatureServer server;

    private String out = "";

    private String err = "";

    @BeforeEach
    void start() throws IOException {
        server = FeatureServer.start(
                new Served(engine, ingest), new ServerOptions("127.0.0.1", 0, "secret", SnapshotLimits.DEFAULT));
    }

    @AfterEach
    void stop() {
        server.close();
        ingest.close();
    }

    private int run(String... arguments) {
        StringWriter written = new StringWriter();
        StringWriter complained = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(written));
        commandLine.setErr(new PrintWriter(complained));
        int status = commandLine.execute(arguments);
        out = written.toString();
        err = complained.toString();
        return status;
    }

    private int ask(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--url=http://127.0.0.1:" + server.port());
        all.add("--token=secret");
        return run(all.toArray(String[]::new));
    }

    private Path payments(int events) throws IOException {
        assertThat(run("generate", "--events=" + events)).isZero();
        return Files.writeString(folder.resolve("payments.csv"), out);
    }

    @Test
    void whatIsLoadedCanBeAskedFor() throws IOException {
        Path file = payments(3_000);
        Path compressed = folder.resolve("more.csv.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(file, gzip);
        }
        assertThat(ask("load", file.toString(), compressed.toString())).as(err).isZero();
        assertThat(err).contains("6,000 events accepted, 0 lines rejected");
        assertThat(ask("query", "--totals")).isZero();
        assertThat(out).containsPattern("payments +6000 +6000 +6000 +6000 +equal");
        assertThat(ask("query", "customer", "--order", "-amount", "--top", "3", "--select", "amount", "--format=csv"))
                .isZero();
        assertThat(out.lines()).hasSize(4).first().isEqualTo("key,amount");
        String key = out.lines().toList().get(2).split(",")[0];
        assertThat(ask("query", "customer", key)).isZero();
        assertThat(out).containsPattern("payments +\\d+");
        assertThat(ask("query", "customer", key, "--json")).isZero();
        assertThat(out).startsWith("{\"type\":\"customer\",\"key\":\"" + key + "\"");
        assertThat(ask("query", "customer", "--group-by", "last_country")).isZero();
        assertThat(out).containsPattern("last_country +entities +payments +amount");
        assertThat(ask("snapshots", "list")).isZero();
        assertThat(out).isEmpty();
    }

    @Test
    void rejectedLinesAreNamedByFileAndLine() throws IOException {
        payments(3);
        Path file = Files.writeString(
                folder.resolve("bad.csv"), out.replaceFirst("\n([^,]*),[^,]*,", "\n$1,\"two\nlines\",") + "short\n");
        assertThat(ask("load", file.toString())).isEqualTo(1);
        assertThat(err).contains(file + ", line 2: time").contains(file + ", line 6: it has 1 columns");
        assertThat(err).contains("2 events accepted, 2 lines rejected");
        Path lines = Files.writeString(folder.resolve("bad.ndjson"), "\n\n{}\n");
        assertThat(ask("load", lines.toString())).isEqualTo(1);
        assertThat(err).contains(lines + ", line 3: it has no payment");
    }

    @Test
    void anOpenQuoteSwallowsNothing() throws IOException {
        String[] lines = Files.readString(payments(2_000)).split("\n");
        lines[500] = '"' + lines[500];
        lines[1_500] = lines[1_500].replaceFirst(",", ",\"");
        Path file = Files.writeString(folder.resolve("quotes.csv"), String.join("\n", lines));
        assertThat(ask("load", file.toString())).isEqualTo(1);
        assertThat(err)
                .contains(file + ", line 501: a quote", file + ", line 1501: a quote")
                .endsWith("1,998 events accepted, 2 lines rejected\n");
    }

    @Test
    void aFileThatIsEmptyIsAnError() throws IOException {
        Path file = Files.createFile(folder.resolve("empty.csv"));
        assertThat(ask("load", file.toString())).isEqualTo(1);
        assertThat(err).contains(file + " is empty");
    }

    @Test
    void eachRejectedLineIsNamedAlsoIfThereAreMany() throws IOException {
        payments(0);
        Path file = Files.writeString(folder.resolve("bad.csv"), out + "short\n".repeat(1_500));
        assertThat(ask("load", file.toString())).isEqualTo(1);
        assertThat(err.lines()).hasSize(1_501);
        assertThat(err).contains(", line 2: ", ", line 1501: ").endsWith("0 events accepted, 1,500 lines rejected\n");
    }

    @Test
    void whatANameDoesNotSayTheFirstCharacterDoes() throws IOException {
        Path csv = Files.move(payments(3), folder.resolve("csv.txt"));
        assertThat(ask("load", csv.toString())).as(err).isZero();
        assertThat(err).contains("3 events accepted");
        Path json = Files.writeString(folder.resolve("json.txt"), "\n {}\n");
        assertThat(ask("load", json.toString())).isEqualTo(1);
        assertThat(err).contains(json + ", line 2: it has no payment");
    }

    @Test
    void aLineThatIsTooLongIsRejectedAlone() throws IOException {
        Path json = Files.writeString(folder.resolve("long.ndjson"), "{\"a\":\"" + "x".repeat(2 << 20) + "\"}\n{}\n");
        assertThat(ask("load", json.toString())).isEqualTo(1);
        assertThat(err).contains(json + ", line 1: it has more than", json + ", line 2: it has no payment");
        payments(3);
        Path csv = Files.writeString(folder.resolve("long.csv"), out + "x".repeat(2 << 20) + "\n");
        assertThat(ask("load", csv.toString())).isEqualTo(1);
        assertThat(err).contains("line 5: it has more than", "3 events accepted, 1 lines rejected");
    }

    @Test
    void whatCannotBeReadToItsEndIsSaidAndWhatCameBeforeIsTaken() throws IOException {
        String payments = Files.readString(payments(1_500));
        Path quote = Files.writeString(folder.resolve("quote.csv"), payments + "a\",\"\n".repeat(100_000));
        assertThat(ask("load", quote.toString())).isEqualTo(1);
        assertThat(err).contains("1,500 events accepted", quote + " cannot be read after 1500 events: line ");
        Path latin = folder.resolve("latin.csv");
        Files.write(latin, (payments + "caf\u00e9\n").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(ask("load", latin.toString())).isEqualTo(1);
        assertThat(err).contains(latin + " is not UTF-8 after ", "iconv");
        assertThat(err.lines()).hasSize(2);
        Path json = folder.resolve("latin.ndjson");
        Files.write(json, "{\"payment\":\"caf\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(ask("load", json.toString())).isEqualTo(1);
        assertThat(err).contains(json + " is not UTF-8");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(payments.getBytes(StandardCharsets.UTF_8));
        }
        Path half = folder.resolve("half.csv.gz");
        Files.write(half, Arrays.copyOf(packed.toByteArray(), packed.size() / 2));
        assertThat(ask("load", half.toString())).isEqualTo(1);
        assertThat(err).contains(half + " is cut short after ").doesNotContain("\tat ");
    }

    @Test
    void aRequestThatIsRefusedIsNamedByFileAndLine() throws IOException {
        Path file = Files.writeString(folder.resolve("other.csv"), "a,b\n1,2\n");
        assertThat(ask("load", file.toString())).isEqualTo(1);
        assertThat(err).contains(file + ", from line 2 on: ", "has no column 'payment'", "0 events accepted");
    }

    @Test
    void aTokenThatCannotBeSentIsNotTakenForAnAddress() {
        assertThat(run("query", "--totals", "--token=a\nb", "--url=http://127.0.0.1:" + server.port()))
                .isEqualTo(1);
        assertThat(err).contains("the token has a character").doesNotContain("address");
    }

    @Test
    void snapshotsAreTakenListedComparedAndEnded() throws IOException {
        assertThat(ask("snapshots", "create", "--name=first", "--ttl=1m")).isZero();
        String first = out.strip();
        ask("load", payments(1).toString());
        ask("snapshots", "create");
        String second = out.strip();
        ask("snapshots", "list");
        assertThat(out.lines()).hasSize(2).first().asString().startsWith(first).endsWith("first");
        assertThat(ask("snapshots", "changes", second, "--since", first)).isZero();
        assertThat(out.lines()).hasSize(4).allMatch(line -> line.contains("\"change\":\"added\""));
        assertThat(ask("query", "card", "--snapshot", first)).isZero();
        assertThat(out).isEmpty();
        assertThat(ask("snapshots", "delete", first)).isZero();
        assertThat(ask("snapshots", "delete", first)).isEqualTo(1);
        assertThat(err).contains("ended at");
    }

    @Test
    void whatTheServerRefusesIsSaid() {
        assertThat(ask("query", "planet")).isEqualTo(1);
        assertThat(err).startsWith("stillmap: there is no type 'planet'").contains("customer, card");
        assertThat(ask("query", "customer", "--where", "amount >> 3")).isEqualTo(1);
        assertThat(err).contains("'> 3' is nothing that 'amount' can be");
        assertThat(run("query", "customer", "x", "--url=http://127.0.0.1:" + server.port()))
                .isEqualTo(1);
        assertThat(err).contains("the token is needed");
    }

    @Test
    void nobodyThereIsSaidWithWhatToDo() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(run("query", "--totals", "--url=http://127.0.0.1:" + free)).isEqualTo(1);
        assertThat(err).contains("is the server running? ./stillmap serve starts it");
        assertThat(run("query", "--totals", "--url=nowhere")).isEqualTo(1);
        assertThat(err).contains("no address");
    }

    @Test
    void aDefinitionIsCheckedWithLineAndReason() throws IOException {
        assertThat(run("check-config", "examples/cards.yaml")).as(err).isZero();
        assertThat(out)
                .contains("card: payments (count)")
                .contains("payments_5m (count, 5 parts)")
                .containsPattern("numbers of \\d+ bytes");
        Path bad = Files.writeString(
                folder.resolve("bad.yaml"), "name: x\ninput: {format: xml}\n", StandardCharsets.UTF_8);
        assertThat(run("check-config", bad.toString())).isEqualTo(1);
        assertThat(err).startsWith("stillmap: " + bad + ", line 2:");
        assertThat(run("check-config", folder.toString())).isEqualTo(1);
        assertThat(err).contains("is a folder");
        assertThat(run("check-config", "none.yaml")).isEqualTo(1);
        assertThat(err).contains("there is no file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sing",
                "query",
                "snapshots",
                "load",
                "check-config",
                "serve --port=http",
                "serve --port=70000",
                "serve --input=x.csv",
                "serve --rate=0",
                "serve --host=0.0.0.0",
                "serve --host=0.0.0.0 --token=",
                "serve --nonsense",
                "query customer a --top=3",
                "query customer a --format=csv",
                "query --totals --where=key=a",
                "query customer --totals"
            })
    void aCommandLineThatMakesNoSenseIsExplained(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(err).contains("Usage: stillmap");
    }

    @Test
    void theServerSaysWhyItCannotStart() {
        String data = "--data=" + folder;
        assertThat(run("serve", data, "--port=" + server.port())).isEqualTo(1);
        assertThat(err).contains("is another server running?").contains("--port");
        assertThat(run("serve", data, "--config=examples/retail.yaml", "--input=none.csv"))
                .isEqualTo(1);
        assertThat(err).contains("there is no file or folder").contains("none.csv");
    }

    @Test
    void aCompletionScriptCanBeHad() {
        assertThat(run("generate-completion")).isZero();
        assertThat(out).contains("complete -F").contains("check-config");
    }
}
