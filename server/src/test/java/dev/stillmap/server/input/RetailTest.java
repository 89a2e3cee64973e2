package dev.stillmap.server.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.definition.InputDefinition.Format;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.engine.EngineSnapshot;
import dev.stillmap.server.ingest.Ingest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The example of invoice lines, with what is odd in such data: no customer, returns, quoted names, codes in both cases. */
class RetailTest {

    private static final String LINES = """
            InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
            1,85123A,"HOLDER, ""WHITE\""",6,2010-12-01 08:26:00,2.55,17850,United Kingdom
            2,85123a,holder,2,2010-12-01 08:27:00,2.55,,United Kingdom
            C3,85123A,"HOLDER, ""WHITE\""",-1,2010-12-01 08:28:00,2.55,17850,United Kingdom
            4,M,,1,2010-12-01 08:29:00,0.001,12583,EIRE
            A5,B,Adjust bad debt,1,2010-12-01 08:30:00,-11062.06,,EIRE
            """;

    private final Definition definition;

    private final Engine engine;

    private final List<Rejected> rejected = new ArrayList<>();

    RetailTest() throws IOException {
        definition = DefinitionReader.read(Path.of("examples/retail.yaml"));
        engine = new Engine(definition);
    }

    private long read(InputStream in) throws IOException {
        return Inputs.read(
                definition.input(),
                Format.CSV,
                "retail",
                in,
                new Ingest(engine, rejected::add).sink(),
                ReadProgress.UNWATCHED);
    }

    @Test
    void oddLinesAreCountedOnceForEachTypeOfEntity() throws IOException {
        assertThat(read(new ByteArrayInputStream(LINES.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(5);
        try (EngineSnapshot snapshot = engine.snapshot()) {
            assertThat(snapshot.size("customer")).isEqualTo(3);
            assertThat(snapshot.size("product")).isEqualTo(4);
            assertThat(snapshot.size("country")).isEqualTo(2);
            check(snapshot, "lines", 5);
            check(snapshot, "quantity", 9);
            check(snapshot, "value", 17_850 - 11_062_060 + 1);
            assertThat(snapshot.entity("customer", "none")).containsEntry("lines", 2L);
        }
        assertThat(rejected).isEmpty();
    }

    private static void check(EngineSnapshot snapshot, String feature, long total) {
        assertThat(new HashSet<>(
                        snapshot.totals().getOrDefault(feature, Map.of()).values()))
                .containsExactly(BigInteger.valueOf(total));
    }
}
