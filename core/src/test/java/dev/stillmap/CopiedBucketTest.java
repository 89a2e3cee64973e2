package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a write saves for a snapshot is the bucket as it is under the lock, not as it was when the write looked. */
class CopiedBucketTest {
    /** All in one bucket, so that two of ten lie in its overflow. */
    private record Colliding(int id) {
        @Override
        public int hashCode() {
            return 7;
        }
    }

    /** Equal to anything; does something first. */
    private static final class Meanwhile {
        private final Runnable action;

        Meanwhile(Runnable action) {
            this.action = action;
        }

        @Override
        public boolean equals(Object other) {
            action.run();
            return true;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    /** Seen red with the copy taken from the overflow that the writer had seen before it locked the bucket. */
    @Test
    void aValueThatChangedInTheOverflowIsCopiedAsItIs() {
        StillMap<Colliding, Object> map = new StillMap<>(1_000);
        for (int id = 0; id < 10; id++) {
            map.put(new Colliding(id), "old");
        }
        List<Snapshot<Colliding, Object>> taken = new ArrayList<>();
        for (int id = 0; id < 10; id++) {
            int other = 9 - id;
            map.replace(
                    new Colliding(id),
                    new Meanwhile(() -> {
                        map.put(new Colliding(other), "new");
                        taken.add(map.snapshot());
                    }),
                    "changed");

            Snapshot<Colliding, Object> snapshot = taken.get(taken.size() - 1);
            assertThat(snapshot.get(new Colliding(other))).isEqualTo("new");
            assertThat(snapshot.get(new Colliding(id))).isNotEqualTo("changed");
        }
        taken.forEach(Snapshot::close);
        map.verify();
    }
}
