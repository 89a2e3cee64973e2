package dev.stillmap.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.bench.harness.Better;
import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void aRatioIsTakenPairByPair() {
        var machineSlowsDown = new Figure(List.of(10.0, 20.0, 80.0), "ns/op", Better.LESS);
        var twiceAsFast = new Figure(List.of(5.0, 10.0, 40.0), "ns/op", Better.LESS);
        var ratio = machineSlowsDown.over(twiceAsFast);
        assertThat(ratio.runs()).containsExactly(2.0, 2.0, 2.0);
        assertThat(ratio.unit()).isEqualTo("x");
    }

    @Test
    void runsWithoutAPartnerAreLeftOut() {
        var many = new Figure(List.of(4.0, 6.0, 100.0), "ns/op", Better.LESS);
        var few = new Figure(List.of(2.0, 2.0), "ns/op", Better.LESS);
        assertThat(many.over(few).runs()).containsExactly(2.0, 3.0);
        assertThat(few.over(many).runs()).containsExactly(0.5, 2.0 / 6);
    }

    @Test
    void nothingAgainstNothingIsEven() {
        var none = new Figure(List.of(0.0), "B/loop", Better.LESS);
        assertThat(none.over(none).runs()).containsExactly(1.0);
    }

    @Test
    void medianAndSpread() {
        var figure = new Figure(List.of(3.0, 1.0, 2.0), "ns/op", Better.LESS);
        assertThat(Numbers.median(figure)).isEqualTo("2 ns/op");
        assertThat(Numbers.spread(figure)).isEqualTo("1 .. 3 (3)");
        assertThat(Numbers.spread(new Figure(List.of(3.0), "ns/op", Better.LESS)))
                .isEqualTo("one run");
    }

    @Test
    void numbersKeepThreeDigits() {
        assertThat(Numbers.text(0.012345)).isEqualTo("0.0123");
        assertThat(Numbers.text(1.255)).isEqualTo("1.25");
        assertThat(Numbers.text(987.6)).isEqualTo("988");
        assertThat(Numbers.text(12_345_678.9)).isEqualTo("12,345,679");
        assertThat(Numbers.text(0)).isEqualTo("0");
        assertThat(Numbers.text(Double.POSITIVE_INFINITY)).isEqualTo("-");
    }
}
