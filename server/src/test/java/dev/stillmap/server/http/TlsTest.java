package dev.stillmap.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.generator.CardPayments;
import dev.stillmap.server.held.SnapshotLimits;
import dev.stillmap.server.ingest.Ingest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    private static final String PASSWORD = "for tests only";

    @TempDir
    private Path folder;

    private final Engine engine = new Engine(CardPayments.definition());

    private Path keys() throws IOException, InterruptedException {
        Path file = folder.resolve("server.p12");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-validity",
                        "1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        return file;
    }

    private FeatureServer start(KeyStoreFile tls) throws IOException {
        return FeatureServer.start(
                new Served(engine, new Ingest(engine, line -> {})),
                new ServerOptions("127.0.0.1", 0, null, SnapshotLimits.DEFAULT, tls));
    }

    @Test
    void whoTrustsTheCertificateIsAnsweredAndPlainHttpIsNot()
            throws IOException, InterruptedException, GeneralSecurityException {
        KeyStoreFile tls = new KeyStoreFile(keys(), PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(tls.read());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (FeatureServer server = start(tls)) {
            String address = "://127.0.0.1:" + server.port() + "/health";
            HttpClient client = HttpClient.newBuilder().sslContext(context).build();
            assertThat(client.send(
                                    HttpRequest.newBuilder(URI.create("https" + address))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body())
                    .contains("\"status\":\"up\"");
            assertThatIOException()
                    .isThrownBy(() -> client.send(
                            HttpRequest.newBuilder(URI.create("http" + address)).build(), BodyHandlers.ofString()));
        }
    }

    @Test
    void whatIsWrongWithTheFileIsSaid() throws IOException, InterruptedException {
        Path file = keys();
        assertThatIOException()
                .isThrownBy(() -> start(new KeyStoreFile(file, "another")))
                .withMessage(file + " cannot be opened: is the password another one?");
        Path text = Files.writeString(folder.resolve("text.p12"), "-----BEGIN CERTIFICATE-----");
        assertThatIOException()
                .isThrownBy(() -> start(new KeyStoreFile(text, PASSWORD)))
                .withMessageContaining("text.p12 is no PKCS #12 file");
        assertThatIOException()
                .isThrownBy(() -> start(new KeyStoreFile(folder.resolve("none.p12"), PASSWORD)))
                .withMessageContaining("none.p12");
        assertThat(new KeyStoreFile(file, PASSWORD).toString()).doesNotContain(PASSWORD);
    }
}
