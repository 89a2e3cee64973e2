package dev.stillmap.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.stillmap.StillMap;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Alerts, dashboard and the page about them speak of what is there. Seen red with a metric renamed in each of the files, a
 * heading and a tested alert left out, and a panel moved onto another.
 */
class DashboardsTest {

    private static final Path FOLDER = Path.of("dashboards");

    private static final Path PAGE = Path.of("../docs/operations.md");

    private static final Pattern METRIC = Pattern.compile("stillmap_\\w+");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final int GRID_WIDTH = 24;

    private Scrape scrape;

    @BeforeEach
    void scrape() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new StillMapMetrics(new StillMap<>(), "any").bindTo(registry);
        scrape = new Scrape(registry);
    }

    private static Set<String> metricsIn(String text) {
        return METRIC.matcher(text)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode alerts() throws IOException {
        return YAML.readTree(FOLDER.resolve("stillmap-alerts.yml").toFile())
                .get("groups")
                .get(0)
                .get("rules");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stillmap-alerts.yml", "stillmap-alerts-test.yml", "stillmap-grafana.json"})
    void everyMetricExists(String file) throws IOException {
        Set<String> used = metricsIn(Files.readString(FOLDER.resolve(file)));
        assertThat(used).isNotEmpty();
        assertThat(scrape.sampleNames()).containsAll(used);
    }

    @Test
    void thePageListsAllMetricsAndNoOthers() throws IOException {
        Set<String> listed = new TreeSet<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("| `stillmap_")) {
                listed.add(line.split("`")[1]);
            }
        }
        assertThat(listed).containsExactlyElementsOf(scrape.metricNames());
        assertThat(scrape.sampleNames()).containsAll(samplesNamedOutsideTheTable());
    }

    private static Set<String> samplesNamedOutsideTheTable() throws IOException {
        String text = Files.readAllLines(PAGE).stream()
                .filter(line -> !line.startsWith("|"))
                .map(line -> line.replaceAll("stillmap_lock_hold_seconds`", "stillmap_lock_hold_seconds_bucket`"))
                .collect(Collectors.joining("\n"));
        return metricsIn(text);
    }

    @Test
    void everyAlertSaysWhatToDo() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> names = new HashSet<>();
        for (JsonNode alert : alerts()) {
            String name = alert.get("alert").asText();
            assertThat(names.add(name)).as(name).isTrue();
            assertThat(alert.at("/labels/severity").asText()).as(name).isIn("info", "warning", "critical");
            assertThat(alert.at("/annotations/summary").asText()).as(name).contains("$labels.map");
            assertThat(alert.at("/annotations/description").asText()).as(name).isNotBlank();
            assertThat(alert.at("/annotations/runbook").asText())
                    .isEqualTo("docs/operations.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(page).contains("\n### " + name + "\n");
        }
        assertThat(names).hasSizeGreaterThanOrEqualTo(9);
    }

    /** That each fires and does not fire is promtool's to say. */
    @Test
    void everyAlertIsTested() throws IOException {
        Set<String> tested = new TreeSet<>();
        for (JsonNode test : YAML.readTree(
                        FOLDER.resolve("stillmap-alerts-test.yml").toFile())
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
                .readTree(FOLDER.resolve("stillmap-grafana.json").toFile());
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
                                .contains("$map"));
            }
        }
        assertThat(places).hasSizeGreaterThan(20);
    }

    private static boolean overlap(JsonNode one, JsonNode other, String from, String size) {
        int a = one.get(from).asInt();
        int b = other.get(from).asInt();
        return a < b + other.get(size).asInt() && b < a + one.get(size).asInt();
    }
}
