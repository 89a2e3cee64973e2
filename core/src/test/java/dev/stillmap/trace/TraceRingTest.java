package dev.stillmap.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stillmap.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class TraceRingTest {
    @Test
    void theLastRecordsAreKeptOldestFirst() {
        TraceRing ring = new TraceRing(3);
        assertThat(ring.records()).isEmpty();
        List<TransitionRecord> records = records(1, 5);
        ring.accept(records.get(0));
        assertThat(ring.records()).isEqualTo(records.subList(0, 1));
        records.subList(1, 5).forEach(ring::accept);
        assertThat(ring.records()).isEqualTo(records.subList(2, 5));
    }

    @Test
    void whatWasReadStaysAsItWas() {
        TraceRing ring = new TraceRing(1);
        List<TransitionRecord> records = records(1, 2);
        ring.accept(records.get(0));
        List<TransitionRecord> read = ring.records();
        ring.accept(records.get(1));
        assertThat(read).isEqualTo(records.subList(0, 1));
    }

    @Test
    void aRingHoldsSomething() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TraceRing(0)).withMessageContaining("at least 1");
    }

    /** Seen red without the lock: records are lost, or the deque breaks. */
    @Test
    void manyThreadsMayWriteAtOnce() throws Exception {
        int threads = 4;
        int each = 100_000;
        CyclicBarrier start = new CyclicBarrier(threads);
        TraceRing ring = new TraceRing(threads * each);
        List<Background<Void>> writers = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            List<TransitionRecord> own = records(thread, each);
            writers.add(Background.start(() -> {
                start.await();
                own.forEach(ring::accept);
                return null;
            }));
        }
        for (Background<Void> writer : writers) {
            writer.await();
        }
        List<TransitionRecord> kept = ring.records();
        assertThat(kept).hasSize(threads * each);
        for (int thread = 0; thread < threads; thread++) {
            long iteration = thread;
            assertThat(kept.stream().filter(record -> record.iteration() == iteration))
                    .isEqualTo(records(thread, each));
        }
    }

    private static List<TransitionRecord> records(long iteration, int count) {
        List<TransitionRecord> records = new ArrayList<>();
        for (int step = 0; step < count; step++) {
            records.add(Lives.record(iteration, step, IterationState.WALKING_NEW, IterationState.WALKING_OLD));
        }
        return records;
    }
}
