package dev.stillmap.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BodiesTest {

    private static final int MEMORY = 1_000;

    private final Bodies bodies = new Bodies(MEMORY, System::nanoTime);

    private final HttpClient client = HttpClient.newHttpClient();

    private Javalin server;

    /** A body is used as often as its first byte says. */
    @BeforeEach
    void start() {
        server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.routes.post(
                    "/",
                    context -> bodies.read(context, 2 * MEMORY, (body, hold) -> {
                        for (int i = 1; i < body[0] - '0'; i++) {
                            hold.accept(body.length);
                        }
                        context.status(200);
                    }));
            config.routes.exception(ApiException.class, (e, context) -> context.status(e.status()));
        });
        server.start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private int post(int times, int length) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()))
                .POST(BodyPublishers.ofString(times + "x".repeat(length - 1)))
                .build();
        return client.send(request, BodyHandlers.ofString()).statusCode();
    }

    /** Seen red with what is made of a body not given back. */
    @Test
    void memoryForBodiesIsBoundedAndGivenBack() throws IOException, InterruptedException {
        for (int i = 0; i < 5; i++) {
            assertThat(post(1, MEMORY)).isEqualTo(200);
            assertThat(post(1, MEMORY + 1)).isEqualTo(429);
            assertThat(post(2, MEMORY / 2)).isEqualTo(200);
            assertThat(post(3, MEMORY / 2)).isEqualTo(429);
        }
    }
}
