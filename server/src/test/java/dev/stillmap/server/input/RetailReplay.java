package dev.stillmap.server.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.engine.EngineSnapshot;
import dev.stillmap.server.ingest.Ingest;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * A year of real invoice lines, while snapshots are taken without pause. The data are no part of the project: this runs
 * where a system property says in which folder they are.
 */
class RetailReplay {

    private static final String FOLDER = "stillmap.retail";

    private static final int EVENTS = 541_909;

    private final List<Rejected> rejected = new ArrayList<>();

    @Test
    void allAgreesInEverySnapshotAndIsRightInTheEnd() throws Exception {
        Path file = Path.of(System.getProperty(FOLDER, ""), "online-retail.csv.gz");
        Definition definition = DefinitionReader.read(Path.of("examples/retail.yaml"));
        Engine engine = new Engine(definition);
        Source source = Inputs.find(List.of(file.toString())).get(0).get(0);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        int snapshots = 0;
        try {
            Future<Long> events = thread.submit(() -> Inputs.read(
                    definition.input(), source, new Ingest(engine, rejected::add).sink(), ReadProgress.UNWATCHED));
            while (!events.isDone()) {
                try (EngineSnapshot snapshot = engine.snapshot()) {
                    snapshot.totals()
                            .forEach((feature, totals) -> assertThat(new HashSet<>(totals.values()))
                                    .as("%s: %s", feature, totals)
                                    .hasSize(1));
                    snapshots++;
                }
            }
            assertThat(events.get()).isEqualTo(EVENTS);
        } finally {
            thread.shutdown();
        }
        assertThat(rejected).isEmpty();
        assertThat(snapshots).isGreaterThan(10);
        try (EngineSnapshot snapshot = engine.snapshot()) {
            // 4,372 customers, and those that nobody knows as one more.
            assertThat(snapshot.size("customer")).isEqualTo(4_373);
            assertThat(snapshot.size("product")).isEqualTo(4_070);
            assertThat(snapshot.size("country")).isEqualTo(38);
            check(snapshot, "lines", EVENTS);
            check(snapshot, "quantity", 5_176_450);
            check(snapshot, "value", 9_747_747_934L);
        }
    }

    private static void check(EngineSnapshot snapshot, String feature, long total) {
        BigInteger expected = BigInteger.valueOf(total);
        assertThat(snapshot.totals().get(feature))
                .isEqualTo(Map.of("customer", expected, "product", expected, "country", expected));
    }
}
