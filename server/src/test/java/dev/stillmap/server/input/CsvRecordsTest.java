package dev.stillmap.server.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRecordsTest {

    private static final int CASES = 20_000;

    private static List<String> records(String text) throws IOException {
        List<String> records = new ArrayList<>();
        CsvRecords csv = new CsvRecords(new StringReader(text), ',');
        while (csv.next()) {
            records.add(csv.line() + "+" + csv.lineCount() + (csv.problem() == null ? csv.fields() : "!"));
        }
        return records;
    }

    @Test
    void aQuotedFieldMayHaveDelimitersQuotesAndLines() throws IOException {
        assertThat(records("a,\"b,\"\"c\"\"\n\nd\"\r\n\r\n\ne,\"\"\n\"\",f"))
                .containsExactly("1+3[a, b,\"c\"\n\nd]", "6+1[e, ]", "7+1[, f]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"x", "x,\"y", "\"x\"y", "\"x\" ,y", "\"a,\"b\"", "x,\"y\n"})
    void aBrokenQuoteLosesItsOwnLineOnly(String broken) throws IOException {
        assertThat(records("a,b\n" + broken.strip() + "\n1,2\n3,4\n" + "5,6\n".repeat(10_000)))
                .hasSize(10_004)
                .startsWith("1+1[a, b]", "2+1!", "3+1[1, 2]", "4+1[3, 4]", "5+1[5, 6]");
    }

    @Test
    void aQuoteInTheMiddleOfAFieldIsACharacter() throws IOException {
        assertThat(records("12\" pipe,5\n7',\"8\"\n")).containsExactly("1+1[12\" pipe, 5]", "2+1[7', 8]");
    }

    @Test
    void theNextQuoteDoesNotMakeUpForOneThatIsNotClosed() throws IOException {
        assertThat(records("1,\"abc,x\n2,\"def\",y\n3,z\n")).containsExactly("1+1!", "2+1[2, def, y]", "3+1[3, z]");
    }

    @Test
    void aCarriageReturnIsNoEndOfALine() throws IOException {
        assertThat(records("a\rb,c\r\nd,\"e\rf\"\r\ng,\"h\"\r")).containsExactly("1+1!", "2+1[d, e\rf]", "3+1[g, h]");
    }

    @Test
    void aLineThatIsTooLongIsLostAlone() throws IOException {
        String longLine = "x".repeat(LimitedLines.LONGEST + 1);
        assertThat(records("1,a\n" + longLine + "\n2,\"b\n" + longLine + "\n3,c"))
                .containsExactly("1+1[1, a]", "2+1!", "3+1!", "4+1!", "5+1[3, c]");
    }

    @Test
    void whatIsNoCsvIsReadForALimitedTime() {
        // Both outside and inside quotes such a line ends inside.
        assertThatIOException()
                .isThrownBy(() -> records("a\",\"\n".repeat(100_000)))
                .withMessageContaining("a quote that is not closed");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void whatIsWrittenIsRead(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            List<List<String>> written = new ArrayList<>();
            StringWriter text = new StringWriter();
            try (CsvWriter csv = CsvWriter.builder().build(text)) {
                for (int line = random.nextInt(5); line >= 0; line--) {
                    // The first field is a name, as nothing at all would be an empty line.
                    List<String> fields = new ArrayList<>(List.of("k"));
                    for (int field = random.nextInt(3); field > 0; field--) {
                        fields.add(random(random, "ab,\"\n\r"));
                    }
                    written.add(fields);
                    csv.writeRecord(fields);
                }
            }
            List<List<String>> read = new ArrayList<>();
            CsvRecords csv = new CsvRecords(new StringReader(text.toString()), ',');
            while (csv.next()) {
                assertThat(csv.problem()).as("seed %s, case %s", seed, i).isNull();
                read.add(csv.fields());
            }
            assertThat(read).as("seed %s, case %s", seed, i).isEqualTo(written);
        }
    }

    /** Seen red with lines that are looked at for the end of a quote not given back. */
    @ParameterizedTest
    @CsvSource({"1", "2"})
    void whateverItIsNoLineIsLost(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            String text = random(random, "a,\"\"\n\n") + random(random, "a,\"\n") + random(random, "b\"\r\n");
            StringBuilder read = new StringBuilder();
            CsvRecords csv = new CsvRecords(new StringReader(text), ',');
            long next = 1;
            while (csv.next()) {
                assertThat(csv.line()).isGreaterThanOrEqualTo(next);
                next = csv.line() + csv.lineCount();
                read.append(csv.text()).append('\n');
            }
            assertThat(visible(read.toString()))
                    .as("seed %s, case %s: %s", seed, i, text)
                    .isEqualTo(visible(text));
        }
    }

    private static String random(Random random, String characters) {
        return random.ints(random.nextInt(12), 0, characters.length())
                .mapToObj(at -> characters.substring(at, at + 1))
                .collect(Collectors.joining());
    }

    /** Without empty lines, which are no records. */
    private static String visible(String text) {
        return Arrays.stream(text.replace("\r\n", "\n").split("[\r\n]"))
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }
}
