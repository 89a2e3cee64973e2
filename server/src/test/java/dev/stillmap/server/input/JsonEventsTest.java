package dev.stillmap.server.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.definition.InputDefinition.Format;
import dev.stillmap.server.event.Event;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEventsTest {

    private static final int WHO = 1;

    private static final int AMOUNT = 2;

    private static final int OLD = 3;

    private static final Definition DEFINITION = DefinitionReader.read("test", """
            name: test
            input:
              format: ndjson
              time: at
              fields:
                at: {column: At, type: timestamp, format: millis}
                who: {column: Who, type: string}
                amount: {column: Amount, type: decimal, scale: 2, optional: true}
                old: {type: boolean, optional: true}
            entities: {person: {key: who}}
            features: {events: {kind: count}}
            """);

    private final List<Event> taken = new ArrayList<>();

    private final List<Long> lines = new ArrayList<>();

    private final List<Rejected> rejected = new ArrayList<>();

    private long read(String text) throws InputException {
        return Inputs.read(
                DEFINITION.input(),
                Format.NDJSON,
                "events",
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                new EventSink() {
                    @Override
                    public void accept(Event event, long line, String text) {
                        taken.add(event);
                        lines.add(line);
                    }

                    @Override
                    public void reject(Rejected line) {
                        rejected.add(line);
                    }
                },
                ReadProgress.UNWATCHED);
    }

    @Test
    void valuesAreReadAsTheyAreWritten() throws InputException {
        assertThat(read(
                        "\ufeff{\"Who\":\"a\",\"At\":1,\"Amount\":-92233720368547758.08,\"x\":{\"Who\":[1]},\"old\":true}\r\n"
                                + "\n  \n"
                                + "{\"Who\":17,\"At\":\"2\",\"Amount\":null}\n"
                                + "{\"Who\":\"\\u00e4\",\"At\":3,\"Amount\":\"1.5\",\"old\":\"false\"}\n"
                                + "{\"Who\":\"e\",\"At\":4,\"Amount\":1.5e2}"))
                .isEqualTo(4);
        assertThat(rejected).isEmpty();
        assertThat(lines).containsExactly(1L, 4L, 5L, 6L);
        assertThat(taken.get(0).number(AMOUNT)).isEqualTo(Long.MIN_VALUE);
        assertThat(taken.get(0).number(OLD)).isEqualTo(1);
        assertThat(taken.get(1).text(WHO)).isEqualTo("17");
        assertThat(taken.get(1).has(AMOUNT)).isFalse();
        assertThat(taken.get(2).text(WHO)).isEqualTo("ä");
        assertThat(taken.get(2).number(AMOUNT)).isEqualTo(150);
        assertThat(taken.get(3).number(AMOUNT)).isEqualTo(150_00);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "17",
                "{",
                "{\"Who\":\"a\",\"At\":1",
                "{\"Who\":\"a\",\"At\":1} {}",
                "{\"Who\":\"a\",\"Who\":\"b\",\"At\":1}",
                "{\"Who\":null,\"Who\":\"b\",\"At\":1}",
                "{\"Who\":[\"a\"],\"At\":1}",
                "{\"Who\":\"\\ud800\",\"At\":1}",
                "{\"Who\":{},\"At\":1}",
                "{\"At\":1}",
                "{\"Who\":\"a\",\"At\":1,\"Amount\":1e99}",
                "{\"Who\":\"a\",\"At\":1,\"Amount\":1e999999999}",
                "{\"Who\":\"a\",\"At\":1,\"Amount\":1e9999999999}",
                "{\"Who\":\"a\",\"At\":1,\"Amount\":1e-99999999999}",
                "{\"Who\":\"a\",\"At\":1,\"Amount\":NaN}",
                "{\"Who\":\"a\",\"At\":1,\"Amount\":0.001}",
                "{'Who':'a','At':1}"
            })
    void aBadLineIsRejectedAlone(String line) throws InputException {
        String good = "{\"Who\":\"a\",\"At\":1}\n";
        assertThat(read(good + line + "\n" + good)).isEqualTo(2);
        assertThat(rejected).hasSize(1);
        assertThat(rejected.get(0).line()).isEqualTo(2);
        assertThat(rejected.get(0).text()).isEqualTo(line);
        assertThat(rejected.get(0).reason()).isNotEmpty();
    }

    @Test
    void aLineWithoutEndIsCutAndNestingWithoutEndIsRefused() throws InputException {
        String good = "{\"Who\":\"a\",\"At\":1}\n";
        read(good + "{\"Who\":\"" + "x".repeat(3_000_000) + "\n" + "{\"x\":" + "[".repeat(500_000) + "\n" + good);
        assertThat(lines).containsExactly(1L, 4L);
        assertThat(rejected).extracting(Rejected::line).containsExactly(2L, 3L);
        assertThat(rejected.get(0).text()).hasSize(1_000);
        assertThat(rejected.get(0).reason()).contains("1048576 characters");
    }

    @Test
    void aLineWithoutEndIsRejectedAlsoIfItBeginsWithBlanks() throws InputException {
        String good = "{\"Who\":\"a\",\"At\":1}\n";
        read(good + " ".repeat(2_000_000) + good + good);
        assertThat(lines).containsExactly(1L, 3L);
        assertThat(rejected).extracting(Rejected::line).containsExactly(2L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{}]:one JSON array",
                "\ufeff[{}]:one JSON array",
                "PK\u0003\u0004:ZIP",
                "PAR1\u0015:Parquet",
                "BZh91AY&SY:bzip2",
                "%PDF:PDF",
                "{\u0000:UTF-16"
            })
    void whatIsNoJsonLinesIsCalledByItsName(String beginning) {
        String[] parts = beginning.split(":");
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read(parts[0]))
                .withMessageContaining(parts[1]);
    }

    @Test
    void nothingIsNoEvent() throws InputException {
        assertThat(read("")).isZero();
    }
}
