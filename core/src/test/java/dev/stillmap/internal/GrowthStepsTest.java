package dev.stillmap.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.trace.IterationTracer;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GrowthStepsTest {
    private static final int ENTRIES = 300_000;

    @Test
    void aWriteMovesAtMostTwoBuckets() {
        MapCore core = new MapCore(0, new Epochs(Long.MAX_VALUE, false), IterationTracer.of(null, "map"));
        int growths = 0;
        for (int key = 0; key < ENTRIES; key++) {
            Table table = core.table();
            int moved = table.moved();
            core.put(key, key);
            assertThat(table.moved() - moved).isBetween(0, 2);
            growths += core.table() == table ? 0 : 1;
        }
        assertThat(growths).isGreaterThan(10);
        core.verify();
    }

    /** The moved parts of the old table are gone while the others are not yet there: beside each other they are one table. */
    @Test
    void twoWholeTablesAreNeverThere() {
        MapCore core = new MapCore(0, new Epochs(Long.MAX_VALUE, false), IterationTracer.of(null, "map"));
        int together = 0;
        for (int key = 0; key < ENTRIES; key++) {
            Table table = core.table();
            core.put(key, key);
            Table next = table.next();
            if (next != null) {
                together = Math.max(together, segments(table));
                // One segment of the old table is being emptied, into two.
                assertThat(segments(table) + segments(next)).isLessThanOrEqualTo(next.segments() + 2);
            }
        }
        assertThat(together).as("segments of a table that was moved").isGreaterThan(4);
    }

    @Test
    void noArrayIsLongerThanASegmentButTheDirectory() {
        MapCore core = new MapCore(0, new Epochs(Long.MAX_VALUE, false), IterationTracer.of(null, "map"));
        for (int key = 0; key < ENTRIES; key++) {
            core.put(key, key);
        }
        Table table = core.table();
        assertThat(table.segments()).isGreaterThan(4);
        for (int j = 0; j < table.segments(); j++) {
            assertThat(table.metas[j]).hasSize(Table.SEGMENT_BUCKETS << 1);
            assertThat(table.kvs[j]).hasSize(Table.SEGMENT_BUCKETS << Table.KV_SHIFT);
            assertThat(table.ensureOverflows(j)).hasSize(Table.SEGMENT_BUCKETS);
        }
    }

    private static int segments(Table table) {
        return (int) Arrays.stream(table.kvs).filter(Objects::nonNull).count();
    }
}
