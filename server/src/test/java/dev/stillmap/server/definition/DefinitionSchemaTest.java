package dev.stillmap.server.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema takes what the reader takes, and refuses what an editor can know. */
class DefinitionSchemaTest {

    private Schema schema;

    private String retail;

    @BeforeEach
    void read() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                DefinitionReader.class.getResourceAsStream("/dev/stillmap/server/definition.schema.json"))) {
            schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in, InputFormat.JSON);
        }
        retail = Files.readString(DefinitionReaderTest.RETAIL);
    }

    private List<Error> errors(String definition) {
        return schema.validate(definition, InputFormat.YAML);
    }

    @Test
    void theExampleIsFine() {
        assertThat(errors(retail)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: retail=>name: 1",
                "format: csv=>format: xml",
                "lateness: 1d=>lateness: soon",
                "scale: 3=>scale: 19",
                "type: decimal=>type: money",
                "product: [quantity, price]=>product: [quantity]",
                "kind: count=>kind: counts",
                "half_life: 7d=>half_life: long",
                ", half_life: 7d=>",
                "kind: count=>kind: count, limit: 5",
                "kind: max=>kind: max, at: 0.5",
                "kind: max=>kind: max, half_life: 7d",
                "kind: max=>kind: top",
                "kind: max=>kind: top, limit: 0",
                "kind: max=>kind: top, limit: 101",
                "kind: max=>kind: quantiles",
                "kind: max=>kind: quantiles, at: []",
                "kind: max=>kind: quantiles, at: 1.5",
                "kind: max=>kind: quantiles, at: [0.5, 0.50]",
                "key: code=>keys: code",
                "size: 30d=>length: 30d"
            })
    void whatTheReaderRefusesItRefuses(String change) {
        String[] parts = change.split("=>", -1);
        assertThat(retail).contains(parts[0]);
        String changed = retail.replace(parts[0], parts[1]);
        assertThat(errors(changed)).isNotEmpty();
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> DefinitionReader.read("changed", changed)))
                .isInstanceOf(DefinitionException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "distinct",
                "distinct, window: {size: 1h, slide: 5m}",
                "quantiles, at: 0.5",
                "quantiles, at: [0, 0.5, 0.999, 1.0], where: value > 0",
                "top, limit: 100, window: {size: 1d}"
            })
    void bothTakeSketches(String kind) {
        String changed = retail.replace("kind: max", "kind: " + kind);
        assertThat(changed).isNotEqualTo(retail);
        assertThat(errors(changed)).isEmpty();
        assertThat(DefinitionReader.read("changed", changed).features()).isNotEmpty();
    }
}
