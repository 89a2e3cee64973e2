package dev.stillmap.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizesTest {
    @Test
    void namesStandForNumbers() {
        assertThat(Sizes.entries("7")).isEqualTo(7);
        assertThat(Sizes.entries("100K")).isEqualTo(100_000);
        assertThat(Sizes.entries("4M")).isEqualTo(4_000_000);
    }
}
