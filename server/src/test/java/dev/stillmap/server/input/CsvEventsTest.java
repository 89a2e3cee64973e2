package dev.stillmap.server.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.definition.InputDefinition.Format;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class CsvEventsTest {

    private static final int WHO = 1;

    private static final int AMOUNT = 2;

    private static final Definition DEFINITION = DefinitionReader.read("test", """
            name: test
            input:
              format: csv
              time: at
              fields:
                at: {column: At, type: timestamp}
                who: {column: Who, type: string}
                amount: {column: Amount, type: decimal, scale: 2}
            entities: {person: {key: who}}
            features: {events: {kind: count}}
            """);

    private final List<Event> taken = new ArrayList<>();

    private final List<Rejected> rejected = new ArrayList<>();

    private final EventSink sink = new EventSink() {
        @Override
        public void accept(Event event, long line, String text) throws BadEventException {
            if (event.number(AMOUNT) == 13_13) {
                throw new BadEventException("no luck");
            }
            taken.add(event);
        }

        @Override
        public void reject(Rejected line) {
            rejected.add(line);
        }
    };

    private long read(byte[] bytes) throws IOException {
        return Inputs.read(
                DEFINITION.input(),
                Format.CSV,
                "sales.csv",
                new ByteArrayInputStream(bytes),
                sink,
                ReadProgress.UNWATCHED);
    }

    private long read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String lines(int count) {
        StringBuilder text = new StringBuilder("At,Who,Amount\n");
        for (int i = 0; i < count; i++) {
            text.append("1970-01-01T00:00:01Z,w")
                    .append(i * 7_919L % count)
                    .append(',')
                    .append(i)
                    .append(".25\n");
        }
        return text.toString();
    }

    @Test
    void columnsAreFoundByNameWhateverTheirOrderAndTheMarkAtTheBeginning() throws IOException {
        assertThat(read("\ufeffAmount,Other,Who,At\r\n1.50,,\"Bob, the \"\"b\"\"\nsecond\",1970-01-01T00:00:01Z\r\n"))
                .isEqualTo(1);
        assertThat(taken.get(0).number(AMOUNT)).isEqualTo(150);
        assertThat(taken.get(0).text(WHO)).isEqualTo("Bob, the \"b\"\nsecond");
        assertThat(taken.get(0).time()).isEqualTo(1_000);
        assertThat(rejected).isEmpty();
    }

    @Test
    void theMarkAtTheBeginningMayStandBeforeAQuotedName() throws IOException {
        assertThat(read("\ufeff\"At\",\"Who\",\"Amount\"\r\n\"1970-01-01T00:00:01Z\",\"a\",\"1.00\"\r\n"))
                .isEqualTo(1);
        assertThat(rejected).isEmpty();
    }

    @Test
    void badLinesAreRejectedWithReasonAndPositionAndTheRestIsTaken() throws IOException {
        long events = read("At,Who,Amount\n"
                + "1970-01-01T00:00:01Z,\"two\nlines\",1.00\n"
                + "1970-01-01T00:00:01Z,a,many\n"
                + "1970-01-01T00:00:01Z,a\n"
                + "1970-01-01T00:00:01Z,b,13.13\n"
                + "1970-01-01T00:00:01Z,c,2.00\n");
        assertThat(events).isEqualTo(2);
        assertThat(taken).extracting(event -> event.text(WHO)).containsExactly("two\nlines", "c");
        assertThat(rejected).extracting(Rejected::line).containsExactly(4L, 5L, 6L);
        assertThat(rejected).extracting(Rejected::source).containsOnly("sales.csv");
        assertThat(rejected.get(0).reason()).contains("many");
        assertThat(rejected.get(1).reason()).contains("2 columns").contains("has 3");
        assertThat(rejected.get(2)).isEqualTo(new Rejected("sales.csv", 6, "no luck", "1970-01-01T00:00:01Z,b,13.13"));
    }

    @Test
    void gzipIsKnownByItsContent() throws IOException {
        assertThat(read(gzip(lines(10_000)))).isEqualTo(10_000);
    }

    @Test
    void partsOfAGzipAreReadThoughTheNextIsNotThereYet() throws IOException {
        byte[] first = gzip(lines(50_000));
        byte[] second = gzip("1970-01-01T00:00:01Z,a,1.00\n");
        // As a pipe whose writer pauses behind the first part: nothing is there without waiting.
        InputStream pipe = new SequenceInputStream(notAvailable(first), notAvailable(second));
        long events = Inputs.read(DEFINITION.input(), Format.CSV, "a pipe", pipe, sink, ReadProgress.UNWATCHED);
        assertThat(events).isEqualTo(50_001);
    }

    private static InputStream notAvailable(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int available() {
                return 0;
            }
        };
    }

    @Test
    void halfAGzipIsAnErrorThatSaysSo() throws IOException {
        byte[] whole = gzip(lines(10_000));
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read(Arrays.copyOf(whole, whole.length / 2)))
                .withMessageStartingWith("sales.csv is cut short after " + taken.size())
                .withMessageContaining("copy it again");
    }

    @Test
    void aDamagedGzipIsAnErrorThatSaysSo() throws IOException {
        byte[] whole = gzip(lines(10_000));
        Arrays.fill(whole, whole.length / 2, whole.length / 2 + 200, (byte) 0xff);
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read(whole))
                .withMessageContaining("damaged");
    }

    @Test
    void aMissingColumnIsAnErrorThatNamesThoseThere() {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read("At,who,Amount\n"))
                .withMessage(
                        "sales.csv has no column 'Who', which the field 'who' is read from; it has At, who, Amount");
    }

    @Test
    void nothingAtAllIsAnError() {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read(""))
                .withMessageContaining("sales.csv is empty");
    }

    @Test
    void anotherEncodingIsAnError() {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read(
                        ("At,Who,Amount\n1970-01-01T00:00:01Z,caf\u00e9,1.00\n").getBytes(StandardCharsets.ISO_8859_1)))
                .withMessageContaining("is not UTF-8");
    }

    @Test
    void anOpenQuoteSwallowsNothing() throws IOException {
        String[] lines = lines(3_000).split("\n");
        lines[10] = "1970-01-01T00:00:01Z,who,\"5.25";
        lines[20] = "1970-01-01T00:00:01Z,\"who,5.25";
        assertThat(read(String.join("\n", lines))).isEqualTo(2_998);
        assertThat(rejected).extracting(Rejected::line).containsExactly(11L, 21L);
        assertThat(rejected).extracting(Rejected::text).containsExactly(lines[10], lines[20]);
        assertThat(rejected).allMatch(line -> line.reason().contains("quote"));
    }

    @Test
    void whatIsRejectedIsShownAsItWasWritten() throws IOException {
        read("At,Who,Amount\r\n1970-01-01T00:00:01Z,\"a, \"\"b\"\"\r\nc\",many\r\n");
        assertThat(rejected)
                .extracting(Rejected::text)
                .containsExactly("1970-01-01T00:00:01Z,\"a, \"\"b\"\"\r\nc\",many");
    }

    @Test
    void aColumnThatIsThereTwiceIsAnErrorIfItIsNeeded() throws IOException {
        assertThat(read("At,Other,Who,Other,Amount\n1970-01-01T00:00:01Z,,a,,1\n"))
                .isEqualTo(1);
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read("At,Who,Amount,Who\n"))
                .withMessageContaining("two columns 'Who'");
    }

    @Test
    void namesMayBeginAsOtherFormatsDo() throws IOException {
        assertThat(read("PAR1,At,Who,Amount\n,1970-01-01T00:00:01Z,a,1\n")).isEqualTo(1);
        assertThat(read("BZh9,At,Who,Amount\n,1970-01-01T00:00:01Z,a,1\n")).isEqualTo(1);
    }

    @Test
    void aLaterPartOfAGzipThatIsDamagedIsAnError() throws IOException {
        byte[] first = gzip(lines(10));
        byte[] second = gzip("1970-01-01T00:00:01Z,a,1.00\n");
        second[0] = 'x';
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read(both.toByteArray()))
                .withMessageContaining("is damaged after 10 events");
    }
}
