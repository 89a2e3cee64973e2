package dev.stillmap.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.engine.EngineSnapshot;
import dev.stillmap.server.ingest.Ingest;
import dev.stillmap.server.input.Inputs;
import dev.stillmap.server.input.ReadProgress;
import dev.stillmap.server.input.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvoicesTest {
    private static final int LINES = 20_000;

    @Test
    void madeLinesAreAllTakenAndHaveTheShapeOfRealOnes(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("invoices.csv.gz");
        Invoices.make(file, LINES);
        Definition definition = DefinitionReader.read("invoices", Invoices.definition());
        Engine engine = new Engine(definition);
        List<Rejected> rejected = new ArrayList<>();
        long taken = Inputs.read(
                definition.input(),
                Inputs.find(List.of(file.toString())).get(0).get(0),
                new Ingest(engine, rejected::add).sink(),
                ReadProgress.UNWATCHED);
        assertThat(rejected).isEmpty();
        assertThat(taken).isEqualTo(LINES);
        try (EngineSnapshot snapshot = engine.snapshot()) {
            assertThat(snapshot.entity("customer", "none")).isNotNull();
            assertThat(snapshot.size("country")).isBetween(20L, 38L);
            assertThat(snapshot.size("product")).isGreaterThan(2_000);
        }
        assertThat(Files.size(file)).isLessThan(LINES * 40L);
    }
}
