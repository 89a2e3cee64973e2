package dev.stillmap.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application as a user has it, asked over HTTP. */
class StartedApplicationTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static ConfigurableApplicationContext context;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        StillMap<String, String> sessions() {
            return new StillMap<>();
        }

        @Bean
        StillMap<Integer, Integer> large() {
            StillMap<Integer, Integer> map =
                    StillMap.<Integer, Integer>builder().name("orders").build();
            IntStream.range(0, 100_001).forEach(i -> map.put(i, i));
            return map;
        }
    }

    @BeforeAll
    static void start() {
        SpringApplication application = new SpringApplication(Application.class);
        context = application.run(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--management.endpoints.web.exposure.include=stillmap,prometheus");
        sessions().put("secret-key", "secret-value");
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @SuppressWarnings("unchecked")
    private static StillMap<String, String> sessions() {
        return (StillMap<String, String>) context.getBean("sessions");
    }

    private static HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        String port = context.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/" + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = ask("GET", path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    @Test
    void prometheusSeesBothMaps() throws Exception {
        assertThat(get("prometheus"))
                .contains("stillmap_entries{map=\"sessions\"} 1.0")
                .contains("stillmap_entries{map=\"orders\"} 100001.0")
                .contains("stillmap_iteration_duration_seconds_bucket");
    }

    @Test
    void theEndpointHasTheStatisticsOfAllMaps() throws Exception {
        assertThat(get("stillmap"))
                .contains("\"sessions\":{\"entries\":1,", "\"orders\":{\"entries\":100001,")
                .contains("\"entriesAdded\":100001", "\"SNAPSHOT\":{\"opened\":0");
    }

    @Test
    void theEndpointShowsOneMapWithoutItsKeysAndValues() throws Exception {
        try (Snapshot<String, String> open = sessions().snapshot()) {
            assertThat(open).hasSize(1);
            String shown = get("stillmap/sessions");
            assertThat(shown)
                    .contains("\"entries\":1", "\"bucketsByLoad\":{\"1\":1}", "\"snapshots\":[{\"cut\":")
                    .doesNotContain("secret");
        }
        assertThat(sessions().stats().snapshots().open()).isZero();
    }

    @Test
    void theStructureOfALargeMapIsShownToWhoAsksForIt() throws Exception {
        assertThat(get("stillmap/orders")).contains("\"structure\":null");
        assertThat(get("stillmap/orders?structure=true")).contains("\"structure\":{\"epoch\":1,\"tables\":[{");
    }

    @Test
    void anUnknownMapIsNotFound() throws Exception {
        assertThat(ask("GET", "stillmap/none").statusCode()).isEqualTo(404);
    }

    @Test
    void itCannotBeWrittenTo() throws Exception {
        assertThat(ask("POST", "stillmap").statusCode()).isEqualTo(405);
        assertThat(ask("DELETE", "stillmap/sessions").statusCode()).isEqualTo(405);
        assertThat(sessions()).hasSize(1);
    }
}
