package dev.stillmap.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MedianTest {
    @Test
    void theMiddleInAnyOrder() {
        assertThat(Median.of(new double[] {9})).isEqualTo(9);
        assertThat(Median.of(new double[] {9, 1, 5})).isEqualTo(5);
        assertThat(Median.of(new double[] {9, 1, 5, 3})).isEqualTo(4);
        assertThatIllegalArgumentException().isThrownBy(() -> Median.of(new double[0]));
    }
}
