package dev.stillmap.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillmap.server.ManualClock;
import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {

    private static final int AT = 0;

    private static final int WHO = 1;

    private static final int AMOUNT = 2;

    private static final int MANY = 3;

    private static final int PAID = 4;

    private static final int VALUE = 5;

    private final Map<String, String> line = new HashMap<>(
            Map.of("at", "2010-12-01 08:26:00", "Who", "alice", "amount", "2.55", "many", "-6", "paid", "true"));

    private final EventParser parser = parser("format: \"yyyy-MM-dd HH:mm:ss\", zone: Europe/London");

    private static EventParser parser(String timestamp) {
        return new EventParser(definition("lateness: 1h", timestamp).input());
    }

    private static Definition definition(String input, String timestamp) {
        return DefinitionReader.read("test", """
                name: test
                input:
                  format: csv
                  %s
                  time: at
                  fields:
                    at: {type: timestamp, %s}
                    who: {column: Who, type: string, optional: true}
                    amount: {type: decimal, scale: 2}
                    many: {type: integer, optional: true}
                    paid: {type: boolean}
                    value: {product: [amount, many]}
                entities: {person: {key: who, none: nobody}}
                features: {events: {kind: count}}
                """.formatted(input, timestamp));
    }

    private Event parse() throws BadEventException {
        return parser.parse(field -> line.get(field.column()));
    }

    @Test
    void aLineBecomesAnEvent() throws BadEventException {
        Event event = parse();
        assertThat(event.time()).isEqualTo(Instant.parse("2010-12-01T08:26:00Z").toEpochMilli());
        assertThat(event.number(AT)).isEqualTo(event.time());
        assertThat(event.text(WHO)).isEqualTo("alice");
        assertThat(event.number(AMOUNT)).isEqualTo(255);
        assertThat(event.number(MANY)).isEqualTo(-6);
        assertThat(event.number(PAID)).isEqualTo(1);
        assertThat(event.number(VALUE)).isEqualTo(-1530);
        assertThat(event.has(VALUE)).isTrue();
    }

    @Test
    void whatIsOptionalMayLackAndItsProductToo() throws BadEventException {
        line.remove("Who");
        line.put("many", "");
        Event event = parse();
        assertThat(event.has(WHO)).isFalse();
        assertThat(event.text(WHO)).isNull();
        assertThat(event.has(MANY)).isFalse();
        assertThat(event.has(VALUE)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            at     | yesterday | at: 'yesterday' is no moment
            at     | ''        | it has no at
            amount | 2,55      | amount: '2,55' is no number
            amount | 2.555     | amount: '2.555' has more than 2 digits
            many   | 1.5       | many: '1.5' has more than 0 digits
            many   | 9223372036854775807 | value: the product is too large
            paid   | maybe     | paid: 'maybe' is neither true nor false
            """)
    void aLineThatIsNoEventSaysWhy(String column, String text, String reason) {
        line.put(column, text);
        assertThatExceptionOfType(BadEventException.class)
                .isThrownBy(this::parse)
                .withMessageStartingWith(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            format: millis                | 1291191960000             | 2010-12-01T08:26:00Z
            format: seconds               | 1291191960                | 2010-12-01T08:26:00Z
            format: iso                   | 2010-12-01T08:26:00Z      | 2010-12-01T08:26:00Z
            format: iso                   | 2010-12-01T08:26:00+02:00 | 2010-12-01T06:26:00Z
            format: iso                   | 2010-12-01T08:26:00       | 2010-12-01T08:26:00Z
            zone: America/New_York        | 2010-12-01T08:26:00       | 2010-12-01T13:26:00Z
            format: dd.MM.yyyy            | 01.12.2010                | 2010-12-01T00:00:00Z
            format: d.M.yy H             | 1.2.10 9                  | 2010-02-01T09:00:00Z
            format: MM/dd/yyyy hh:mm a   | 12/01/2010 03:26 PM       | 2010-12-01T15:26:00Z
            format: dd-MMM-uuuu HH:mm:ss.SS | 01-Dec-2010 08:26:00.25 | 2010-12-01T08:26:00.250Z
            format: "yyyy-MM-dd'T'HH:mm:ssXXX" | 2010-12-01T08:26:00+02:00 | 2010-12-01T06:26:00Z
            format: "yyyy-MM-dd 'year' yyyy" | 2010-12-01 year 2010   | 2010-12-01T00:00:00Z
            format: yyyyDDD              | 2010335                   | 2010-12-01T00:00:00Z
            format: d MMMM yyyy G        | 1 December 2010 AD        | 2010-12-01T00:00:00Z
            """)
    void momentsOfEachFormat(String timestamp, String text, Instant moment) throws BadEventException {
        line.put("at", text);
        assertThat(parser(timestamp).parse(field -> line.get(field.column())).time())
                .isEqualTo(moment.toEpochMilli());
    }

    /** Seen red with days that a month does not have moved to its end, as is usual. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            format: yyyy-MM-dd           | 2010-02-31
            format: yyyy-MM-dd           | 2011-02-29
            format: yyyy-MM-dd           | 2010-2-1
            format: yyyy-MM-dd HH:mm     | 2010-02-01 24:00
            format: yyyy-MM-dd hh:mm a   | 2010-02-01 13:00 PM
            format: dd-MMM-yyyy          | 01-Dez-2010
            format: iso                  | 2010-02-31T00:00:00Z
            """)
    void whatNoCalendarHasIsRefused(String timestamp, String text) {
        line.put("at", text);
        assertThatExceptionOfType(BadEventException.class)
                .isThrownBy(() -> parser(timestamp).parse(field -> line.get(field.column())))
                .withMessageContaining("is no moment of the format");
    }

    @Test
    void namesOfMonthsAreEnglishOnEveryMachine() throws BadEventException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            line.put("at", "01-Dec-2010");
            assertThat(parser("format: dd-MMM-yyyy")
                            .parse(field -> line.get(field.column()))
                            .time())
                    .isEqualTo(Instant.parse("2010-12-01T00:00:00Z").toEpochMilli());
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Windows would end with it, and take no other event. */
    @Test
    void anEventOfTheFarFutureIsRefused() throws BadEventException {
        ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        EventParser parser =
                new EventParser(definition("future: 1h", "format: iso").input(), clock);
        line.put("at", "2026-01-01T01:00:00Z");
        parser.parse(field -> line.get(field.column()));
        line.put("at", "2026-01-01T01:00:01Z");
        assertThatExceptionOfType(BadEventException.class)
                .isThrownBy(() -> parser.parse(field -> line.get(field.column())))
                .withMessage(
                        "at: 2026-01-01T01:00:01Z is further in the future than 'future' of the definition allows");
        clock.advance(Duration.ofSeconds(1));
        parser.parse(field -> line.get(field.column()));
        assertThat(definition("delimiter: ;", "format: iso").input().future()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void theMomentBeforeIsNotTakenForAnother() throws BadEventException {
        long first = parse().time();
        assertThat(parse().time()).isEqualTo(first);
        line.put("at", "2010-12-01 08:26:01");
        assertThat(parse().time()).isEqualTo(first + 1_000);
    }

    @Test
    void aTextWithoutEndIsRefused() {
        line.put("Who", "x".repeat(65_537));
        assertThatExceptionOfType(BadEventException.class)
                .isThrownBy(this::parse)
                .withMessage("who: it has 65537 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "-9223372036854775808", "253402300800000", "-62167219200001"})
    void aMomentOutsideOfAllCalendarsIsRefused(String millis) {
        line.put("at", millis);
        assertThatExceptionOfType(BadEventException.class)
                .isThrownBy(() -> parser("format: millis").parse(field -> line.get(field.column())))
                .withMessageContaining("years 0 to 9999");
    }
}
