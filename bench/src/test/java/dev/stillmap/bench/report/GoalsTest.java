package dev.stillmap.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.bench.harness.CollectorCost;
import dev.stillmap.bench.harness.Harness;
import dev.stillmap.bench.harness.Metrics;
import dev.stillmap.bench.harness.Params;
import dev.stillmap.bench.run.Catalogue;
import dev.stillmap.bench.run.Cell;
import dev.stillmap.bench.run.Form;
import dev.stillmap.bench.run.Measure;
import dev.stillmap.bench.workload.Sizes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Goals name cells and metrics by text; here it is checked that all of them are really measured. */
class GoalsTest {
    private static final Set<Key> NAMED = Stream.concat(Goals.judged().stream(), Goals.reported().stream())
            .flatMap(row -> Stream.of(row.must(), row.aim()))
            .flatMap(goal -> goal.quantity().keys().stream())
            .collect(Collectors.toSet());

    @BeforeEach
    void tiny() {
        System.setProperty(Sizes.CAP, "500");
    }

    @AfterEach
    void normal() {
        System.clearProperty(Sizes.CAP);
    }

    @Test
    void everyCellThatAGoalNamesIsMeasured() {
        var measured = new HashSet<Key>();
        for (Measure measure : Catalogue.measures(Form.FULL, 2)) {
            for (Cell cell : measure.cells()) {
                Stream.concat(cell.judged().stream(), cell.peers().stream())
                        .map(subject -> new Key(measure.name(), cell.params(), subject, ""))
                        .forEach(measured::add);
            }
        }
        var named = NAMED.stream()
                .map(key -> new Key(key.measure(), key.params(), key.subject(), ""))
                .filter(key -> !key.measure().equals("footprint-compact-headers")
                        || Runtime.version().feature() >= 25)
                // Real data are no part of the project.
                .filter(key -> !"real".equals(key.params().get("data")))
                .collect(Collectors.toSet());
        assertThat(measured).containsAll(named);
    }

    @TestFactory
    Stream<DynamicTest> everyMetricThatAGoalNamesIsReported() {
        return Catalogue.measures(Form.SMOKE, 2).stream()
                // Needs a log that only a fork with its flags writes.
                .filter(measure -> !measure.isJmh() && measure.code() != CollectorCost.class)
                .filter(measure -> NAMED.stream().anyMatch(key -> key.measure().equals(measure.name())))
                .map(measure -> DynamicTest.dynamicTest(measure.name(), () -> reports(measure)));
    }

    private static void reports(Measure measure) throws Exception {
        Cell cell = measure.cells().get(0);
        var params = new HashMap<>(cell.params());
        params.putAll(Map.of("subject", cell.judged().get(0), "millis", "1", "points", "2"));
        var metrics = new Metrics();
        ((Harness) measure.code().getDeclaredConstructor().newInstance()).run(new Params(params), metrics);
        var named = NAMED.stream()
                .filter(key -> key.measure().equals(measure.name()))
                .map(Key::metric)
                .collect(Collectors.toSet());
        assertThat(metrics.byName().keySet()).containsAll(named);
    }
}
