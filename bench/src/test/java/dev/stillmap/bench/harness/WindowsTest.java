package dev.stillmap.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stillmap.bench.harness.Windows.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final long MILLI = 1_000_000;

    @Test
    void eachWindowHasThePercentileOfWhatEndedInIt() {
        var spans = new ArrayList<Span>();
        for (int i = 1; i <= 100; i++) {
            spans.add(new Span(1_000 * MILLI, i * MILLI));
            spans.add(new Span(2_999 * MILLI, 2L * i * MILLI));
        }
        spans.add(new Span(999 * MILLI, 5_000 * MILLI));
        spans.add(new Span(3_000 * MILLI, 5_000 * MILLI));
        var windows = new Windows(1_000 * MILLI, 1_000 * MILLI, 2);
        assertThat(windows.percentiles(spans, 99).values()).containsExactly(99.0, 198.0);
        assertThat(windows.percentiles(spans, 50).values()).containsExactly(50.0, 100.0);
    }

    @Test
    void aWindowInWhichNothingEndedWasOneLongWait() {
        var windows = new Windows(0, 1_000 * MILLI, 2);
        assertThat(windows.percentiles(List.of(new Span(5, 3 * MILLI)), 99).values())
                .containsExactly(3.0, 1_000.0);
    }

    @Test
    void windowsMayLieAroundTheClocksOverflow() {
        var windows = new Windows(Long.MAX_VALUE - 5, 10, 1);
        assertThat(windows.percentiles(List.of(new Span(Long.MIN_VALUE, 2 * MILLI)), 99)
                        .values())
                .containsExactly(2.0);
    }

    @Test
    void meanAndStandardDeviation() {
        var spread = new Windows.Spread(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));
        assertThat(spread.mean()).isEqualTo(5);
        assertThat(spread.standardDeviation()).isEqualTo(2);
        assertThat(new Windows.Spread(List.of(3.0)).standardDeviation()).isCloseTo(0, within(0.0));
    }
}
