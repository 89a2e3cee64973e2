package dev.stillmap.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.generator.CardPayments;
import dev.stillmap.server.held.SnapshotLimits;
import dev.stillmap.server.ingest.Ingest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alerts, dashboard and the page about them speak of what a server answers at {@code /metrics}. Seen red with a metric misspelt. */
class DashboardsTest {

    private static final Path FOLDER = Path.of("dashboards");

    private static final Path PAGE = Path.of("../docs/server.md");

    private static final Pattern METRIC = Pattern.compile("\\b(?:stillmap|jvm)_\\w+");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final int GRID_WIDTH = 24;

    private static Scrape scrape;

    @BeforeAll
    static void scrape() throws IOException {
        Engine engine = new Engine(CardPayments.definition());
        Ingest ingest = new Ingest(engine, line -> {});
        try (ingest;
                FeatureServer server = FeatureServer.start(
                        new Served(engine, ingest), new ServerOptions("127.0.0.1", 0, null, SnapshotLimits.DEFAULT))) {
            ApiClient client = new ApiClient(server.port(), null);
            scrape = new Scrape(client.get("/metrics").body());
            // The first request is counted when it is over.
            while (!scrape.sampleNames().contains("stillmap_server_http_requests_seconds_count")) {
                scrape = new Scrape(client.get("/metrics").body());
            }
        }
    }

    private static Set<String> metricsIn(String text) {
        return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode alerts() throws IOException {
        return YAML.readTree(FOLDER.resolve("stillmap-server-alerts.yml").toFile())
                .get("groups")
                .get(0)
                .get("rules");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"stillmap-server-alerts.yml", "stillmap-server-alerts-test.yml", "stillmap-server-grafana.json"})
    void everyMetricExists(String file) throws IOException {
        Set<String> used = metricsIn(Files.readString(FOLDER.resolve(file)));
        assertThat(used).isNotEmpty();
        assertThat(scrape.sampleNames()).containsAll(used);
    }

    /** All of the server's own; those of maps and of the JVM are described elsewhere. */
    @Test
    void thePageListsAllMetricsAndAlerts() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> own = scrape.metricNames().stream()
                .filter(name -> name.startsWith("stillmap_server_"))
                .filter(name -> !name.endsWith("_max"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(metricsIn(page).stream().filter(name -> name.startsWith("stillmap_server_")))
                .containsExactlyElementsOf(own);
        for (JsonNode alert : alerts()) {
            assertThat(page).contains("`" + alert.get("alert").asText() + "`");
        }
    }

    @Test
    void everyAlertSaysWhatToDo() throws IOException {
        Set<String> names = new HashSet<>();
        for (JsonNode alert : alerts()) {
            String name = alert.get("alert").asText();
            assertThat(names.add(name)).as(name).isTrue();
            assertThat(alert.at("/labels/severity").asText()).as(name).isIn("warning", "critical");
            assertThat(alert.at("/annotations/summary").asText()).as(name).contains("$labels.instance");
            assertThat(alert.at("/annotations/description").asText()).as(name).isNotBlank();
            assertThat(alert.at("/annotations/runbook").asText()).as(name).isEqualTo("docs/server.md#operation");
        }
        assertThat(Files.readString(PAGE)).contains("\n## Operation\n");
    }

    /** That each fires and does not fire is promtool's to say. */
    @Test
    void everyAlertIsTested() throws IOException {
        Set<String> tested = new TreeSet<>();
        for (JsonNode test : YAML.readTree(
                        FOLDER.resolve("stillmap-server-alerts-test.yml").toFile())
                .get("tests")) {
            for (JsonNode check : test.get("alert_rule_test")) {
                if (!check.get("exp_alerts").isEmpty()) {
                    tested.add(check.get("alertname").asText());
                }
            }
            assertThat(test.get("input_series").size())
                    .as(test.get("name").asText())
                    .isGreaterThan(1);
        }
        Set<String> names = new TreeSet<>();
        alerts().forEach(alert -> names.add(alert.get("alert").asText()));
        assertThat(tested).isEqualTo(names);
    }

    @Test
    void panelsAreCompleteAndDoNotOverlap() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(FOLDER.resolve("stillmap-server-grafana.json").toFile());
        Set<Integer> ids = new HashSet<>();
        Set<String> titles = new HashSet<>();
        List<JsonNode> places = new ArrayList<>();
        for (JsonNode panel : dashboard.get("panels")) {
            String title = panel.get("title").asText();
            assertThat(ids.add(panel.get("id").asInt())).as(title).isTrue();
            assertThat(titles.add(title)).as(title).isTrue();
            JsonNode place = panel.get("gridPos");
            assertThat(place.get("x").asInt() + place.get("w").asInt())
                    .as(title)
                    .isLessThanOrEqualTo(GRID_WIDTH);
            for (JsonNode other : places) {
                assertThat(overlap(place, other, "x", "w") && overlap(place, other, "y", "h"))
                        .as(title)
                        .isFalse();
            }
            places.add(place);
            if (!panel.get("type").asText().equals("row")) {
                assertThat(panel.get("description").asText()).as(title).isNotBlank();
                assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                        .as(title)
                        .isNotBlank();
                assertThat(panel.get("targets").size()).as(title).isPositive();
                panel.get("targets")
                        .forEach(target -> assertThat(target.get("expr").asText())
                                .as(title)
                                .contains("$instance"));
            }
        }
        assertThat(places).hasSizeGreaterThan(15);
    }

    private static boolean overlap(JsonNode one, JsonNode other, String from, String size) {
        int a = one.get(from).asInt();
        int b = other.get(from).asInt();
        return a < b + other.get(size).asInt() && b < a + one.get(size).asInt();
    }
}
