package dev.stillmap.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StreamingTest {

    private static HttpResponse<String> ask(int bytesBefore) throws IOException, InterruptedException {
        Streaming streaming = new Streaming();
        Javalin server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.routes.get(
                    "/",
                    context -> streaming.send(context, "text/csv", out -> {
                        out.write(new byte[bytesBefore]);
                        throw new IllegalStateException("the snapshot is closed");
                    }));
            config.routes.exception(
                    IllegalStateException.class,
                    (e, context) -> Json.answer(context, 410, Json.error(410, "it ended")));
        });
        server.start("127.0.0.1", 0);
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()))
                    .header("Accept-Encoding", "gzip")
                    .build();
            return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        } finally {
            server.stop();
        }
    }

    @Test
    void onlySoManyAreSentAtATime() throws IOException, InterruptedException {
        int most = 64;
        Streaming streaming = new Streaming();
        CountDownLatch sending = new CountDownLatch(most);
        CountDownLatch released = new CountDownLatch(1);
        Javalin server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.routes.get(
                    "/",
                    context -> streaming.send(context, "text/csv", out -> {
                        sending.countDown();
                        try {
                            released.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }));
            config.routes.exception(ApiException.class, (e, context) -> context.status(e.status()));
        });
        server.start("127.0.0.1", 0);
        try {
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()))
                    .build();
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < most; i++) {
                answers.add(client.sendAsync(request, BodyHandlers.ofString()));
            }
            sending.await();
            HttpResponse<String> refused = client.send(request, BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            released.countDown();
            assertThat(answers).allMatch(answer -> answer.join().statusCode() == 200);
        } finally {
            released.countDown();
            server.stop();
        }
    }

    @Test
    void whatFailsBeforeItIsSentIsAnsweredAsAnError() throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(1_000);
        assertThat(answer.statusCode()).isEqualTo(410);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).isEqualTo("{\"error\":{\"status\":410,\"message\":\"it ended\"}}");
    }

    /** Seen red with what is written, but not yet sent, taken for nothing: the error was put behind the packed half. */
    @Test
    void whatFailsOnItsWayIsCut() {
        assertThatIOException().isThrownBy(() -> ask(40_000));
        assertThatIOException().isThrownBy(() -> ask(1_000_000));
    }
}
