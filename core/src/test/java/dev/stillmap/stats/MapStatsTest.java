package dev.stillmap.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import org.junit.jupiter.api.Test;

class MapStatsTest {
    @Test
    void whatWasCountedInBetween() {
        StillMap<Integer, Integer> map = new StillMap<>();
        map.put(1, 1);
        map.snapshot().close();
        MapStats before = map.stats();
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            map.put(1, 2);
            assertThat(snapshot).containsEntry(1, 1);
            MapStats between = map.stats().minus(before);
            assertThat(between.snapshots().opened()).isEqualTo(1);
            assertThat(between.snapshots().closed()).isZero();
            assertThat(between.snapshots().open()).isEqualTo(1);
            assertThat(between.snapshots().bucketsCopied()).isEqualTo(1);
            assertThat(between.snapshots().retainedBytes()).isPositive();
        }
        MapStats between = map.stats().minus(before);
        assertThat(between.snapshots().closed()).isEqualTo(1);
        assertThat(between.snapshots().open()).isZero();
        assertThat(between.snapshots().retainedBytes()).isZero();
    }
}
