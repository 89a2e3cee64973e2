package dev.stillmap.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks a server, and holds each answer against what the server's own description says of it. */
final class ApiClient {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    private final String base;

    private final JsonNode description;

    private final @Nullable String token;

    ApiClient(int port, @Nullable String token) {
        this.base = "http://127.0.0.1:" + port;
        this.token = token;
        this.description = json(send("GET", "/openapi.json", null, "").body());
    }

    JsonNode description() {
        return description;
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    HttpClient http() {
        return client;
    }

    private HttpResponse<String> send(String method, String path, @Nullable String contentType, String body) {
        return send(method, path, contentType, body, null);
    }

    private HttpResponse<String> send(
            String method, String path, @Nullable String contentType, String body, @Nullable String key) {
        HttpRequest.Builder request = request(path).method(method, BodyPublishers.ofString(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(method + " " + path, e);
        }
    }

    HttpResponse<String> get(String path) {
        return checked("GET", path, null, "");
    }

    HttpResponse<String> delete(String path) {
        return checked("DELETE", path, null, "");
    }

    HttpResponse<String> post(String path, String body) {
        return checked("POST", path, "application/json", body);
    }

    HttpResponse<String> post(String path, String contentType, String body) {
        return checked("POST", path, contentType, body);
    }

    HttpResponse<String> postWithKey(String path, String contentType, String body, String key) {
        return checked("POST", path, send("POST", path, contentType, body, key));
    }

    /** The answer, which has this status. */
    JsonNode json(int status, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return json(response.body());
    }

    List<JsonNode> lines(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<JsonNode> lines = new ArrayList<>();
        response.body().lines().forEach(line -> lines.add(json(line)));
        return lines;
    }

    private HttpResponse<String> checked(String method, String path, @Nullable String contentType, String body) {
        return checked(method, path, send(method, path, contentType, body));
    }

    private HttpResponse<String> checked(String method, String path, HttpResponse<String> response) {
        String label = method + " " + path + " → " + response.statusCode() + " " + response.body();
        Map.Entry<String, JsonNode> described = described(path);
        JsonNode operation = described.getValue().path(method.toLowerCase(Locale.ROOT));
        assertThat(operation.isMissingNode()).as(label).isFalse();
        JsonNode answer = resolve(operation.path("responses").path(String.valueOf(response.statusCode())));
        assertThat(answer.isMissingNode()).as("%s is not described", label).isFalse();
        if (!answer.has("content")) {
            assertThat(response.body()).as(label).isEmpty();
            return response;
        }
        String type = response.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        JsonNode schema = answer.path("content").path(type).path("schema");
        assertThat(schema.isMissingNode())
                .as("%s: %s is not described", label, type)
                .isFalse();
        if (type.equals("application/json")) {
            validate(schema, response.body(), label);
        } else if (type.equals("application/x-ndjson")) {
            response.body().lines().limit(100).forEach(line -> validate(schema, line, label));
        }
        return response;
    }

    private JsonNode resolve(JsonNode node) {
        String reference = node.path("$ref").asText("");
        return reference.isEmpty() ? node : description.at(reference.substring(1));
    }

    private void validate(JsonNode schema, String body, String label) {
        ObjectNode whole = MAPPER.createObjectNode();
        whole.setAll((ObjectNode) schema);
        whole.set("components", description.path("components"));
        Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole.toString(), InputFormat.JSON);
        assertThat(compiled.validate(body, InputFormat.JSON)).as(label).isEmpty();
    }

    private Map.Entry<String, JsonNode> described(String path) {
        String plain = path.replaceAll("\\?.*", "");
        Map.Entry<String, JsonNode> found = null;
        for (Map.Entry<String, JsonNode> each : description.path("paths").properties()) {
            String pattern = each.getKey().replaceAll("\\{\\w+}", "[^/:]+");
            if (plain.matches(pattern)) {
                // What has fewer parts that may be anything is meant.
                found = found == null || each.getKey().indexOf('{') < 0 ? each : found;
            }
        }
        assertThat(found).as("%s is not described", path).isNotNull();
        return Objects.requireNonNull(found);
    }
}
