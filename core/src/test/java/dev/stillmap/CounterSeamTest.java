package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The entry count beyond what fits into an int, shown on the counter itself, since so many entries do not fit into a
 * test's heap.
 */
class CounterSeamTest {
    private static final long MANY = 3L << 31;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    @Test
    void countsBeyondInt() {
        map.put(1, 1);
        map.addCount(MANY);
        map.put(2, 2);

        assertThat(map.mappingCount()).isEqualTo(MANY + 2);
        assertThat(map.size()).isEqualTo(Integer.MAX_VALUE);
        assertThat(map.keySet().size()).isEqualTo(Integer.MAX_VALUE);
        assertThat(map.values().size()).isEqualTo(Integer.MAX_VALUE);
        assertThat(map.entrySet().size()).isEqualTo(Integer.MAX_VALUE);
        assertThat(map.isEmpty()).isFalse();
    }

    @Test
    void comesBackFromThere() {
        map.addCount(MANY);
        map.put(1, 1);
        map.addCount(-MANY);

        assertThat(map.mappingCount()).isEqualTo(1);
        assertThat(map.size()).isEqualTo(1);
        map.verify();
    }

    @Test
    void transientlyNegativeCountsReadAsEmpty() {
        map.addCount(-1);

        assertThat(map.mappingCount()).isZero();
        assertThat(map.size()).isZero();
        assertThat(map.isEmpty()).isTrue();
    }
}
