package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.stats.MapInternals;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InternalsTest {

    private static Map<Object, Object> entries(MapInternals internals) {
        Map<Object, Object> all = new HashMap<>();
        for (MapInternals.Table table : internals.tables()) {
            for (MapInternals.Bucket bucket : table.buckets()) {
                assertThat(bucket.moved() && !bucket.entries().isEmpty()).isFalse();
                for (Map.Entry<Object, Object> entry : bucket.entries()) {
                    assertThat(all.put(entry.getKey(), entry.getValue())).isNull();
                }
            }
        }
        return all;
    }

    @Test
    void everyEntryIsInOneBucketWhileTheMapGrows() {
        StillMap<Integer, Integer> map = new StillMap<>();
        boolean grew = false;
        for (int i = 0; i < 2_000; i++) {
            map.put(i, -i);
            MapInternals internals = map.internals();
            assertThat(entries(internals)).isEqualTo(map);
            assertThat(internals.entries()).isEqualTo(i + 1);
            grew |= internals.tables().size() == 2;
        }
        assertThat(grew).isTrue();
    }

    @Test
    void movedBucketsAreCounted() {
        StillMap<Integer, Integer> map = new StillMap<>();
        int seen = 0;
        for (int i = 0; seen == 0; i++) {
            map.put(i, i);
            MapInternals internals = map.internals();
            if (internals.tables().size() == 2) {
                MapInternals.Table source = internals.tables().get(0);
                seen = source.moved();
                assertThat(source.buckets().stream().filter(MapInternals.Bucket::moved))
                        .hasSize(seen);
            }
        }
    }

    @Test
    void stampsAreEpochs() {
        StillMap<Integer, Integer> map = new StillMap<>();
        map.put(1, 1);
        long before = map.internals().epoch();
        map.snapshot().close();
        map.put(2, 2);
        MapInternals internals = map.internals();
        assertThat(internals.epoch()).isEqualTo(before + 1);
        assertThat(internals.tables().get(0).buckets())
                .anyMatch(bucket -> bucket.stamp() == before + 1)
                .allMatch(bucket -> bucket.stamp() <= before + 1 && !bucket.reserved());
    }
}
