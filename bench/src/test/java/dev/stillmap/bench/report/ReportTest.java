package dev.stillmap.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final String LONG_1K = "\"keys\": \"LONG\", \"size\": \"1K\"";
    private static final String LONG_100K = "\"keys\": \"LONG\", \"size\": \"100K\"";

    @TempDir
    Path directory;

    private RawFixture raw;

    @BeforeEach
    void fixture() {
        raw = new RawFixture(directory);
    }

    private String document(String form) throws IOException {
        Environment.current(form, 2, "java -jar bench.jar --some").join(directory);
        return Report.of(directory).document();
    }

    private static String section(String document, String title) {
        int start = document.indexOf("## " + title);
        assertThat(start).as(title).isNotNegative();
        int end = document.indexOf("\n## ", start);
        return end < 0 ? document.substring(start) : document.substring(start, end);
    }

    @Test
    void passAndMissAreToldFromTheMedianOfThePairs() throws IOException {
        raw.jmh("get", "avgt", LONG_1K, "STILLMAP", 10, "")
                .jmh("get", "avgt", LONG_1K, "CHM", 12, "")
                .jmh("get", "avgt", LONG_100K, "STILLMAP", 10, "")
                .jmh("get", "avgt", LONG_100K, "CHM", 12, "")
                .write("get-hit");
        String goals = section(document("full"), "Goals");
        assertThat(goals).contains("| get hit | LONG, 1K | >= 1x | >= 1.3x | 1.2x | one run | pass | **miss** |");
        assertThat(goals)
                .contains("| get hit | LONG, 100K | >= 1.25x | >= 1.3x | 1.2x | one run | **miss** | **miss** |");
        assertThat(goals).contains("| get hit | LONG, 4M | >= 1.15x | >= 1.3x |  |  | not measured | not measured |");
    }

    @Test
    void lossesStandBeforeTheGoals() throws IOException {
        raw.jmh("get", "avgt", LONG_1K, "STILLMAP", 10, "")
                .jmh("get", "avgt", LONG_1K, "CHM", 8, "")
                .jmh("get", "avgt", LONG_1K, "NBHM", 5, "")
                .jmh("get", "avgt", LONG_1K, "TRIEMAP", 50, "")
                .jmh("get", "avgt", LONG_1K, "CONTROL", 1, "")
                .write("get-hit");
        String document = document("full");
        String losses = section(document, "Where StillMap loses");
        assertThat(document.indexOf(losses)).isLessThan(document.indexOf("## Goals"));
        assertThat(losses)
                .contains("| get hit | LONG, 1K | >= 1x | >= 1.3x | 0.8x |")
                .contains("| StillMap | 10 ns/op | ConcurrentHashMap | 8 ns/op | 1.25x |")
                .contains("| StillMap | 10 ns/op | NonBlockingHashMap | 5 ns/op | 2x |")
                .doesNotContain("TrieMap")
                .doesNotContain("control");
    }

    @Test
    void twoQuantitiesOfOneRowAreJudgedApart() throws IOException {
        String params = "\"size\": \"10M\", ";
        raw.harness(params, "STILLMAP", "max", 400, "us")
                .harness(params, "CHM", "max", 80_000, "us")
                .write("worst-put");
        assertThat(section(document("full"), "Goals"))
                .contains("| worst put from empty | 10M | <= 0.01x | <= 100 us | 0.005x; 400 us "
                        + "| one run; one run | pass | **miss** |");
    }

    @Test
    void rawFiguresShowEverySubjectWithItsSpreadAndFlags() throws IOException {
        raw.jmh("get", "avgt", LONG_1K, "STILLMAP", 10, "")
                .jmh("get", "avgt", LONG_1K, "STILLMAP", 14, "")
                .jmh("get", "avgt", LONG_1K, "CONTROL", 1, "")
                .write("get-hit");
        assertThat(section(document("full"), "Raw figures"))
                .contains("### get-hit")
                .contains("Flags: `-Xmx4g`")
                .contains("| case | figure | StillMap | control (no table) |")
                .contains("12 ns/op [10 .. 14 (2)] | 1 ns/op |");
    }

    @Test
    void theSummaryHasALineForEachMeasureAndMarksMisses() throws IOException {
        raw.jmh("get", "avgt", LONG_1K, "STILLMAP", 10, "")
                .jmh("get", "avgt", LONG_1K, "CHM", 12, "")
                .jmh("get", "avgt", LONG_100K, "STILLMAP", 10, "")
                .jmh("get", "avgt", LONG_100K, "CHM", 12, "")
                .write("get-hit");
        document("full");
        assertThat(Report.of(directory).summary())
                .contains("this form judges")
                .contains("| get hit | LONG, 1K 1.2x; LONG, 100K **1.2x** |")
                .doesNotContain("get miss");
    }

    @Test
    void aRatioToNothingIsNoNumber() throws IOException {
        String params = "\"size\": \"100K\", ";
        raw.harness(params, "STILLMAP", "keySet", 500, "B/loop")
                .harness(params, "CHM", "keySet", 0, "B/loop")
                .write("loop-allocation");
        assertThat(document("full")).contains("the other's is 0").doesNotContain("Infinity");
    }

    @Test
    void figuresOfAnotherMachineStandApart() throws IOException {
        raw.jmh("get", "avgt", LONG_1K, "STILLMAP", 10, "")
                .jmh("get", "avgt", LONG_1K, "CHM", 12, "")
                .write("get-hit");
        Path other = Files.createDirectory(directory.resolve("other"));
        new RawFixture(other)
                .jmh("get", "avgt", LONG_100K, "STILLMAP", 10, "")
                .jmh("get", "avgt", LONG_100K, "CHM", 8, "")
                .write("get-hit");
        Environment.current("full", 4, "java -jar bench.jar --threads 4").join(other);
        String document = document("full");
        assertThat(section(document, "Goals"))
                .contains("| get hit | LONG, 1K |", "| get hit | LONG, 4M |")
                .doesNotContain("| get hit | LONG, 100K |");
        assertThat(section(document, "Raw figures")).doesNotContain("100K");
        assertThat(section(document, "On another machine"))
                .contains("--threads 4", "| ConcurrentHashMap | 8 ns/op | 1.25x |")
                .contains("| get hit | LONG, 100K | >= 1.25x | >= 1.3x | 0.8x | one run | **miss** | **miss** |")
                .contains("### get-hit")
                .doesNotContain("1K |", "4M");
        assertThat(Report.shownWith(other)).isEqualTo(directory);
        assertThat(Report.shownWith(directory)).isEqualTo(directory);
        assertThat(Report.of(directory).summary()).doesNotContain("100K");
    }

    @Test
    void theFormSaysHowFarToTrustIt() throws IOException {
        assertThat(document("short"))
                .contains("Form: short")
                .contains("indicative")
                .contains("--some");
        assertThat(Report.of(directory).table()).contains("indicative").contains("not measured");
    }
}
