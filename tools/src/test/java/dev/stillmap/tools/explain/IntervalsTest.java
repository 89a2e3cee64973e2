package dev.stillmap.tools.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IntervalsTest {

    private static final int TIME = 200;

    @Test
    void nothingCoversNothing() {
        assertThat(new Intervals().covered(0, 10)).isZero();
    }

    @Test
    void whatSeveralCoverCountsOnce() {
        Intervals intervals = new Intervals();
        intervals.add(5, 10);
        intervals.add(0, 6);
        intervals.add(20, 30);
        assertThat(intervals.covered(0, 100)).isEqualTo(20);
        assertThat(intervals.covered(8, 25)).isEqualTo(7);
        assertThat(intervals.covered(10, 20)).isZero();
        intervals.add(9, 21);
        assertThat(intervals.covered(8, 25)).isEqualTo(17);
    }

    @Test
    void asASetOfMomentsWould() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 300; round++) {
            Intervals intervals = new Intervals();
            BitSet moments = new BitSet();
            for (int i = random.nextInt(12); i > 0; i--) {
                int from = random.nextInt(TIME);
                int to = from + random.nextInt(TIME - from + 1);
                intervals.add(from, to);
                moments.set(from, to);
                int begin = random.nextInt(TIME);
                int end = begin + random.nextInt(TIME - begin + 1);
                assertThat(intervals.covered(begin, end))
                        .as("round %d", round)
                        .isEqualTo(moments.get(begin, end).cardinality());
                Intervals overlapping = new Intervals();
                overlapping.addOverlapping(intervals, begin, end);
                assertThat(overlapping.covered(begin, end)).isEqualTo(intervals.covered(begin, end));
            }
        }
    }
}
