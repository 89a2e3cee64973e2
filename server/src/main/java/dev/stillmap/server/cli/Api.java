package dev.stillmap.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks a server. What it refuses becomes a {@link Failure} with its message. */
final class Api {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final int FIRST_ERROR = 400;

    private static final int TOO_MANY = 429;

    /** A second apart. */
    private static final int MOST_ATTEMPTS = 60;

    private final HttpClient client = HttpClient.newHttpClient();

    private final String url;

    private final @Nullable String token;

    Api(String url, @Nullable String token) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.token = token;
    }

    /** A part of a path or of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonNode get(String path) {
        return json(send("GET", path, null, BodyPublishers.noBody()));
    }

    JsonNode post(String path, String contentType, String body) {
        return json(send("POST", path, contentType, BodyPublishers.ofString(body)));
    }

    /** As {@link #post}, but waits a while where the server has too much to do. */
    JsonNode postWhenFree(String path, String contentType, String body) {
        for (int attempt = 1; ; attempt++) {
            try {
                return post(path, contentType, body);
            } catch (Failure e) {
                if (e.status() != TOO_MANY || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
            try {
                TimeUnit.SECONDS.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure("interrupted");
            }
        }
    }

    void delete(String path) {
        close(send("DELETE", path, null, BodyPublishers.noBody()));
    }

    /** Writes an answer of many lines while it comes; ends early where nobody reads on. */
    void copy(String path, PrintWriter out) {
        try (Reader text =
                new InputStreamReader(send("GET", path, null, BodyPublishers.noBody()), StandardCharsets.UTF_8)) {
            char[] buffer = new char[1 << 14];
            for (int count = text.read(buffer); count >= 0 && !out.checkError(); count = text.read(buffer)) {
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            throw new Failure("the answer ended in the middle (" + e.getMessage() + "): did the snapshot expire?");
        } finally {
            out.flush();
        }
    }

    private InputStream send(String method, String path, @Nullable String contentType, BodyPublisher body) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(url + path)).method(method, body);
            if (token != null) {
                authorize(request, token);
            }
            if (contentType != null) {
                request.header("Content-Type", contentType);
            }
            HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
            if (response.statusCode() >= FIRST_ERROR) {
                throw new Failure(response.statusCode(), message(response));
            }
            return response.body();
        } catch (ConnectException e) {
            throw new Failure("nobody answers at " + url + ": is the server running? ./stillmap serve starts it");
        } catch (IOException e) {
            throw new Failure("the connection to " + url + " broke: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new Failure("'" + url + "' is no address of a server; one is http://127.0.0.1:7070");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }

    private static void authorize(HttpRequest.Builder request, String token) {
        try {
            request.header("Authorization", "Bearer " + token);
        } catch (IllegalArgumentException e) {
            throw new Failure("the token has a character that cannot be sent, such as an end of line:"
                    + " look at --token or STILLMAP_TOKEN");
        }
    }

    private static String message(HttpResponse<InputStream> response) throws IOException {
        try (InputStream in = response.body()) {
            JsonNode message = tree(in).at("/error/message");
            if (message.isTextual()) {
                return message.textValue();
            }
        } catch (JsonProcessingException e) {
            // Another server than ours: its status has to do.
        }
        return response.uri() + " answers with status " + response.statusCode() + ": is that a feature server?";
    }

    private static JsonNode json(InputStream body) {
        try (InputStream in = body) {
            return tree(in);
        } catch (IOException e) {
            throw new Failure("the answer cannot be read: " + e.getMessage());
        }
    }

    /** Reads to the end: a connection whose answer is closed before cannot be used again. */
    private static JsonNode tree(InputStream in) throws IOException {
        return MAPPER.readTree(in.readAllBytes());
    }

    private static void close(InputStream body) {
        try (InputStream in = body) {
            in.readAllBytes();
        } catch (IOException e) {
            throw new Failure("the answer cannot be read: " + e.getMessage());
        }
    }
}
