package dev.stillmap.server.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The system refuses to write more than so much into any file, as a full disk would. */
class DiskFullTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Of 512 bytes. */
    private static final String LIMITED = "ulimit -f 12000;";

    private static final int EVENTS = 2_000;

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    private Server start(String limits, String name) throws IOException {
        Path definition = Files.writeString(folder.resolve("torture.yaml"), Torture.DEFINITION);
        return Server.start(
                limits,
                folder.resolve(name),
                List.of("-Xmx256m"),
                "--config=" + definition,
                "--data=" + folder.resolve("data"),
                "--checkpoint=1h");
    }

    private int post(Server server, int number) throws IOException, InterruptedException {
        String body = "at,from,who,amount\n" + ("2000000,http,r" + number + ",1.25\n").repeat(EVENTS);
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/v1/events"))
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() == 503) {
            assertThat(MAPPER.readTree(answer.body()).at("/error/message").asText())
                    .contains("server.db cannot be used", "disk full");
        }
        return answer.statusCode();
    }

    private JsonNode get(Server server, String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.url() + path)).build();
        return MAPPER.readTree(client.send(request, BodyHandlers.ofString()).body());
    }

    private void assertAllThere(Server server, int answered) throws IOException, InterruptedException {
        for (int number = 1; number <= answered; number++) {
            assertThat(get(server, "/v1/entities/customer/r" + number)
                            .at("/features/events")
                            .asLong())
                    .as("request %s of %s", number, answered)
                    .isEqualTo(EVENTS);
        }
        assertThat(get(server, "/v1/entities/origin/http")
                        .at("/features/events")
                        .asLong())
                .isEqualTo((long) answered * EVENTS);
    }

    /** How many requests there was room for. */
    private int fill(Server server) throws IOException, InterruptedException {
        int answered = 0;
        int status = post(server, answered + 1);
        while (status == 202) {
            answered++;
            assertThat(answered).isLessThan(1_000);
            status = post(server, answered + 1);
        }
        assertThat(status).isEqualTo(503);
        return answered;
    }

    @Test
    void whatCannotBeWrittenIsNotTakenAndAllElseGoesOn() throws IOException, InterruptedException {
        int answered = 0;
        try (Server server = start(LIMITED, "full.log")) {
            answered = fill(server);
            assertThat(post(server, answered + 1)).isEqualTo(503);
            assertAllThere(server, answered);
            assertThat(server.isAlive()).isTrue();
        }
        assertThat(answered).isPositive();
        try (Server server = start("", "room.log")) {
            assertAllThere(server, answered);
            answered++;
            assertThat(post(server, answered)).isEqualTo(202);
            assertAllThere(server, answered);
            assertThat(server.stop()).isTrue();
        }
    }

    @Test
    void whenThereIsRoomRequestsAreTakenAgain() throws IOException, InterruptedException {
        int answered;
        try (Server server = start("ulimit -S -f 6000;", "full.log")) {
            answered = fill(server);
            assertThat(post(server, answered + 1)).isEqualTo(503);
            server.liftLimits();
            for (int more = 0; more < 3; more++) {
                assertThat(post(server, answered + 1)).isEqualTo(202);
                answered++;
            }
            assertAllThere(server, answered);
        }
        try (Server server = start("", "again.log")) {
            assertAllThere(server, answered);
        }
    }
}
