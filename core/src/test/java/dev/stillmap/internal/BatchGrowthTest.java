package dev.stillmap.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.Await;
import dev.stillmap.Background;
import dev.stillmap.trace.IterationTracer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchGrowthTest {
    /** As many as lie in one bucket and do not overflow. */
    private static final int KEYS = 8;

    /**
     * The bucket of all keys is parted again and again while the functions run; each key stays reserved wherever it comes
     * to lie. Seen red with the claim left to one of two halves: a merge of the other half does not wait.
     */
    @Test
    void keysThatArePartedByGrowthStayReserved() throws Exception {
        MapCore core = new MapCore(0, new Epochs(Long.MAX_VALUE, false), IterationTracer.of(null, "map"));
        List<Background<Object>> merging = new ArrayList<>();
        Batch batch = new Batch();
        for (int i = 0; i < KEYS; i++) {
            core.put(i, 0);
            boolean first = i == 0;
            batch.add(core, i).apply(old -> {
                if (first) {
                    grow(core);
                    for (int key = 0; key < KEYS; key++) {
                        merging.add(startMerging(core, key));
                    }
                    merging.forEach(one -> Await.waiting(one.thread()));
                }
                return (Integer) old + 1;
            });
        }
        batch.commit();
        for (Background<Object> one : merging) {
            one.await();
        }

        assertThat(merging).hasSize(KEYS);
        for (int i = 0; i < KEYS; i++) {
            assertThat(core.get(i)).isEqualTo(11);
        }
        core.verify();
    }

    private static void grow(MapCore core) {
        int before = core.table().buckets();
        core.makeRoom(1_000);
        assertThat(core.table().buckets()).isGreaterThan(16 * before);
    }

    private static Background<Object> startMerging(MapCore core, Object key) {
        return Background.start(() -> core.merge(key, 10, old -> (Integer) old + 10));
    }
}
