package dev.stillmap.server.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionReaderTest {

    static final Path RETAIL = Path.of("examples/retail.yaml");

    private static final String SMALL = """
            name: small
            input:
              format: csv
              time: at
              fields:
                at: {type: timestamp}
                who: {type: string, optional: true}
                amount: {type: decimal, scale: 2}
                many: {type: integer}
                paid: {type: boolean}
            entities:
              person: {key: who, none: nobody}
            features:
              total: {kind: sum, field: amount}
            """;

    private static Definition retail() throws IOException {
        return DefinitionReader.read(RETAIL);
    }

    @Test
    void theFieldsOfTheExample() throws IOException {
        InputDefinition input = retail().input();
        assertThat(input.format()).isEqualTo(InputDefinition.Format.CSV);
        assertThat(input.delimiter()).isEqualTo(',');
        assertThat(input.lateness()).isEqualTo(Duration.ofDays(1));
        assertThat(input.fields()).extracting(FieldDefinition::position).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(input.time()).isEqualTo(3);
        assertThat(input.fields().get(3))
                .isEqualTo(new FieldDefinition(
                        "time",
                        3,
                        FieldType.TIMESTAMP,
                        0,
                        "InvoiceDate",
                        false,
                        "yyyy-MM-dd HH:mm:ss",
                        "Europe/London",
                        List.of()));
        assertThat(input.fields().get(7))
                .isEqualTo(new FieldDefinition("value", 7, FieldType.DECIMAL, 3, null, false, "", "", List.of(2, 4)));
    }

    @Test
    void theEntitiesAndFeaturesOfTheExample() throws IOException {
        Definition retail = retail();
        assertThat(retail.entities())
                .containsExactly(
                        new EntityDefinition("customer", 0, List.of(5), "none"),
                        new EntityDefinition("product", 1, List.of(1), null),
                        new EntityDefinition("country", 2, List.of(6), null));
        assertThat(retail.features()).hasSize(12);
        assertThat(retail.features().get(0).entities()).containsExactly(0, 1, 2);
        assertThat(retail.features().get(3).where()).containsExactly(new Condition(2, Condition.Operator.LESS, "0", 0));
        WindowDefinition window = retail.features().get(10).window();
        assertThat(window).isEqualTo(new WindowDefinition(Duration.ofDays(30), Duration.ofDays(1)));
        assertThat(window.panes()).isEqualTo(30);
        assertThat(retail.features())
                .filteredOn(FeatureDefinition::isAdditive)
                .extracting(FeatureDefinition::name)
                .containsExactly("lines", "quantity", "value", "returned");
    }

    @Test
    void jsonIsYaml() {
        assertThat(DefinitionReader.read("json", """
                {"name": "small",
                 "input": {"format": "ndjson", "time": "at", "fields": {"at": {"type": "timestamp", "format": "millis"}}},
                 "entities": {"moment": {"key": ["at"]}},
                 "features": {"events": {"kind": "count"}}}
                """).input().format()).isEqualTo(InputDefinition.Format.NDJSON);
    }

    /** What is replaced, by what, in which line that is wrong, and a part of the reason. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            name: small                    | name: 1st               | 1  | is no name
            name: small                    | nam: small              | 1  | nobody knows 'nam'
            format: csv                    | format: xml             | 3  | it can be csv, ndjson
            time: at                       | time: who               | 4  | cannot be the time
            time: at                       | time: when              | 4  | there is no field 'when' among at, who
            time: at                       | delimiter: ''           | 4  | one character
            at: {type: timestamp}          | at: {type: timestmp}    | 6  | it can be string, integer
            at: {type: timestamp}          | at: {type: timestamp, format: QQQQQQQ} | 6 | is no format
            at: {type: timestamp}          | at: {type: timestamp, zone: Mars} | 6 | is no time zone
            at: {type: timestamp}          | at: {type: timestamp, format: 'yyyy-MM-dd hh:mm'} | 6 | time of day cannot be told
            at: {type: timestamp}          | at: {type: timestamp, format: 'yyyy-MM-dd mm:ss'} | 6 | is no format
            at: {type: timestamp}          | at: {type: timestamp, format: 'yyyy-MM-DD'} | 6 | is no format
            at: {type: timestamp}          | at: {type: timestamp, format: 'YYYY-MM-dd'} | 6 | is no format
            at: {type: timestamp}          | at: {type: timestamp, format: 'yyyy-mm-dd'} | 6 | is no format
            at: {type: timestamp}          | at: {type: timestamp, format: 'HH:mm'} | 6 | is no format
            at: {type: timestamp}          | at: {type: timestamp, format: millis, zone: Europe/London} | 6 | the same in all zones
            time: at                       | "time: at\n  future: soon" | 5 | a time such as
            at: {type: timestamp}          | at: {}                  | 6  | lacks 'type'
            at: {type: timestamp}          | at: 7                   | 6  | must have names
            optional: true                 | optional: yes           | 7  | is true or false
            scale: 2                       | scale: 19               | 8  | from 0 to 18
            scale: 2                       | scale: two              | 8  | from 0 to 18
            many: {type: integer}          | many: {type: integer, scale: 2} | 9 | only a decimal
            many: {type: integer}          | many: {product: [amount]} | 9 | two factors
            many: {type: integer}          | many: {product: [amount, who]} | 9 | is no number
            many: {type: integer}          | many: {product: [amount, later]} | 9 | there is no field
            many: {type: integer}          | who: {type: integer}    | 9  | a second time
            key: who                       | key: whom               | 12 | there is no field 'whom'
            key: who                       | key: [who, who]         | 12 | already
            key: who                       | key: []                 | 12 | needs a field
            ", none: nobody"               | ""                      | 12 | say by 'none'
            key: who                       | key: many               | 12 | never used
            none: nobody                   | none: ''                | 12 | a key is not empty
            kind: sum                      | kind: total             | 14 | it can be count, sum
            "kind: sum, field: amount"     | kind: sum               | 14 | lacks 'field'
            field: amount                  | field: who              | 14 | there is no sum
            kind: sum                      | kind: count             | 14 | leave 'field' out
            field: amount                  | "field: amount, where: amount is 1" | 14 | is no condition
            field: amount                  | "field: amount, where: who < a" | 14 | = and != only
            field: amount                  | "field: amount, where: amount > 1.234" | 14 | at most 2 digits
            field: amount                  | "field: amount, where: paid = 1" | 14 | true or false
            field: amount                  | "field: amount, window: {size: 1h, slide: 7m}" | 14 | must divide
            field: amount                  | "field: amount, window: {size: 0h}" | 14 | longer than nothing
            field: amount                  | "field: amount, window: {size: 30d, slide: 1s}" | 14 | are the most
            field: amount                  | "field: amount, window: {size: soon}" | 14 | is a time such as
            field: amount                  | "field: amount, half_life: 3d" | 14 | is for the kind ewma
            kind: sum                      | "kind: ewma, half_life: 1d, window: {size: 1d}" | 14 | has no window
            total                          | key                     | 14 | call this feature something else
            field: amount                  | "field: amount, at: 0.5" | 14 | is for the kind quantiles
            field: amount                  | "field: amount, limit: 5" | 14 | is for the kind top
            "kind: sum, field: amount"     | "kind: top, field: who" | 14 | lacks 'limit'
            "kind: sum, field: amount"     | "kind: top, field: who, limit: 101" | 14 | from 1 to 100
            "kind: sum, field: amount"     | "kind: quantiles, field: amount" | 14 | lacks 'at'
            "kind: sum, field: amount"     | "kind: quantiles, field: amount, at: [0.5, 1.5]" | 14 | from 0 to 1
            "kind: sum, field: amount"     | "kind: quantiles, field: amount, at: [0.5, 0.5]" | 14 | already
            "kind: sum, field: amount"     | "kind: quantiles, field: amount, at: []" | 14 | from 1 to 20
            "kind: sum, field: amount"     | "kind: quantiles, field: who, at: 0.5" | 14 | there is no quantiles
            "kind: sum, field: amount"     | "kind: distinct"        | 14 | lacks 'field'
            field: amount                  | "field: amount, entities: [person, person]" | 14 | already
            field: amount                  | "field: amount, entities: dog" | 14 | there is no entity 'dog' among person
            """)
    void whatMakesNoSenseIsRefusedWithItsLine(String part, String instead, int line, String reason) {
        assertThat(SMALL).contains(part);
        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> DefinitionReader.read("small.yaml", SMALL.replace(part, instead)))
                .withMessageStartingWith("small.yaml, line " + line + ": ")
                .withMessageContaining(reason)
                .satisfies(thrown -> assertThat(thrown.line()).isEqualTo(line));
    }

    @Test
    void sketchesAreKeptOfFieldsThatFit() {
        Definition definition = DefinitionReader.read("small.yaml", SMALL + """
                  persons: {kind: distinct, field: who}
                  paid: {kind: distinct, field: paid, window: {size: 1h, slide: 5m}}
                  middle: {kind: quantiles, field: many, at: [0, 0.5, 1.0]}
                  one: {kind: quantiles, field: amount, at: 0.99}
                  often: {kind: top, field: at, limit: 7}
                """);
        assertThat(definition.features())
                .extracting(FeatureDefinition::kind)
                .endsWith(
                        FeatureKind.DISTINCT,
                        FeatureKind.DISTINCT,
                        FeatureKind.QUANTILES,
                        FeatureKind.QUANTILES,
                        FeatureKind.TOP);
        assertThat(definition.features().get(3).quantiles()).containsExactly("0", "0.5", "1.0");
        assertThat(definition.features().get(4).quantiles()).containsExactly("0.99");
        assertThat(definition.features().get(5).limit()).isEqualTo(7);
    }

    @Test
    void whatIsNoYamlIsRefused(@TempDir Path folder) throws IOException {
        for (String text : List.of("", "[", "a: b: c", "name: x\n---\nname: y", "- 1", "\t- x", "&a [*a]")) {
            assertThatExceptionOfType(DefinitionException.class)
                    .as(text)
                    .isThrownBy(() -> DefinitionReader.read("file", text));
        }
        Path latin = Files.write(folder.resolve("latin.yaml"), "name: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> DefinitionReader.read(latin))
                .withMessageContaining("not UTF-8");
        String deep = "a: " + "[".repeat(100) + "]".repeat(100);
        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> DefinitionReader.read("file", deep))
                .withMessageContaining("nested too deeply");
    }

    /** Whatever is changed in a definition, it is read or refused, and nothing else happens. */
    @Test
    void changesAtRandomAreReadOrRefused() throws IOException {
        String text = Files.readString(RETAIL);
        for (long seed = 0; seed < 3_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder changed = new StringBuilder(text);
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                int at = random.nextInt(changed.length());
                switch (random.nextInt(3)) {
                    case 0 -> changed.deleteCharAt(at);
                    case 1 -> changed.setCharAt(at, (char) (32 + random.nextInt(95)));
                    default ->
                        changed.insert(at, changed.substring(at, Math.min(changed.length(), at + random.nextInt(40))));
                }
            }
            Throwable thrown = catchThrowable(() -> DefinitionReader.read("changed", changed.toString()));
            if (thrown != null) {
                assertThat(thrown).as("seed %d", seed).isInstanceOf(DefinitionException.class);
            }
        }
    }

    @Test
    void aLineIsCountedFromOne() {
        String blank = IntStream.range(0, 20).mapToObj(i -> "#\n").reduce("", String::concat);
        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> DefinitionReader.read("file", blank + "nam: x"))
                .satisfies(thrown -> assertThat(thrown.line()).isEqualTo(21));
    }
}
