package dev.stillmap.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stillmap.tools.demo.Demo;
import dev.stillmap.tools.soak.Soak;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ToolsTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    private static Arguments arguments(String... words) {
        return new Arguments(Arrays.asList(words));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theDemonstrationComparesThreeWaysAndSnapshotsAreRight() throws Exception {
        assertThat(Demo.run(arguments("--plain", "--seconds", "1", "--accounts", "200"), out))
                .isTrue();

        assertThat(printed())
                .contains("ConcurrentHashMap, iterator", "HashMap, read-write lock", "StillMap, snapshot")
                .contains("The snapshots were all right")
                .doesNotContain("\u001b");
        assertThat(printed().lines().filter(line -> line.matches("StillMap, snapshot +[\\d,]+ +0 of [1-9].*")))
                .hasSize(1);
    }

    @Test
    void theSoakHoldsAndReports() throws Exception {
        assertThat(Soak.run(arguments("--here", "--minutes", "0.05", "--seed", "1"), out))
                .as(printed())
                .isTrue();

        assertThat(printed())
                .contains("every invariant held")
                .contains("batch ")
                .contains("comparison of snapshots");
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Demo.run(arguments("--secons", "3"), out))
                .withMessageContaining("--secons");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Demo.run(arguments("--seconds", "soon"), out))
                .withMessageContaining("soon");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Soak.run(arguments("--collector", "Z"), out))
                .withMessageContaining("G1, Parallel, ZGC, Shenandoah");
        assertThatIllegalArgumentException().isThrownBy(() -> arguments("fast"));
    }
}
