package dev.stillmap.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.bench.harness.Better;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GoalTest {
    private static final Key OURS = new Key("measure", Map.of("size", "1K"), "STILLMAP", "score");
    private static final Key THEIRS = OURS.of("CHM");
    private static final Results RESULTS = new Results(
            Map.of(
                    OURS, new Figure(List.of(10.0, 10.0, 10.0), "ns/op", Better.LESS),
                    THEIRS, new Figure(List.of(11.0, 12.0, 15.0), "ns/op", Better.LESS)),
            Map.of());

    @Test
    void theMedianOfTheRatiosDecides() {
        var faster = Quantity.ratio(THEIRS, OURS);
        assertThat(Goal.atLeast(faster, 1.2).judge(RESULTS)).isEqualTo(Goal.Verdict.PASS);
        assertThat(Goal.atLeast(faster, 1.2001).judge(RESULTS)).isEqualTo(Goal.Verdict.MISS);
    }

    @Test
    void moreThanIsStrict() {
        var value = Quantity.value(OURS);
        assertThat(Goal.moreThan(value, 10).judge(RESULTS)).isEqualTo(Goal.Verdict.MISS);
        assertThat(Goal.moreThan(value, 9.99).judge(RESULTS)).isEqualTo(Goal.Verdict.PASS);
    }

    @Test
    void atMost() {
        var value = Quantity.value(OURS);
        assertThat(Goal.atMost(value, 10, "ns/op").judge(RESULTS)).isEqualTo(Goal.Verdict.PASS);
        assertThat(Goal.atMost(value, 9.99, "ns/op").judge(RESULTS)).isEqualTo(Goal.Verdict.MISS);
        assertThat(Goal.atMost(value, 9.99, "ns/op")).hasToString("<= 9.99 ns/op");
    }

    @Test
    void whatWasNotMeasuredNeitherPassesNorMisses() {
        var half = Quantity.ratio(OURS, OURS.of("TRIEMAP"));
        assertThat(Goal.atLeast(half, 0).judge(RESULTS)).isEqualTo(Goal.Verdict.NOT_MEASURED);
    }

    @Test
    void aReportedQuantityHasNoBound() {
        assertThat(Goal.reported(Quantity.value(OURS)).judge(RESULTS)).isEqualTo(Goal.Verdict.REPORTED);
    }
}
