package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What snapshots retain is bounded: the oldest expires, or writers wait, as the map was built. */
class SnapshotRetentionTest {
    private static final int SIZE = 50_000;
    /** By how much the bound may be exceeded, as each snapshot's copies are added to the sum now and then only. */
    private static final long SLACK = 2 * 64 * 1024;

    private static final long WHOLE_COPY = wholeCopy();

    /** What a snapshot retains of a map of {@link #SIZE} entries once all of them have changed. */
    private static long wholeCopy() {
        StillMap<Integer, Integer> map = filled(Long.MAX_VALUE, SnapshotRetention.EXPIRE);
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            map.replaceAll((key, value) -> -1);
            assertThat(snapshot.get(1)).isEqualTo(1);
            return map.stats().snapshots().retainedBytes();
        }
    }

    private static StillMap<Integer, Integer> filled(long maxRetainedBytes, SnapshotRetention retention) {
        StillMap<Integer, Integer> map = StillMap.<Integer, Integer>builder()
                .expectedSize(SIZE)
                .maxRetainedBytes(maxRetainedBytes)
                .snapshotRetention(retention)
                .build();
        for (int i = 0; i < SIZE; i++) {
            map.put(i, i);
        }
        return map;
    }

    @Test
    void retainsAboutWhatWasCopied() {
        assertThat(WHOLE_COPY).isGreaterThan(8L * SIZE).isLessThan(400L * SIZE);
    }

    @Test
    void theOldestExpiresAndTheYoungerStays() {
        StillMap<Integer, Integer> map = filled(WHOLE_COPY * 5 / 4, SnapshotRetention.EXPIRE);
        Snapshot<Integer, Integer> oldest = map.snapshot();
        var iterator = oldest.entrySet().iterator();
        map.replaceAll((key, value) -> value + SIZE);
        assertThat(oldest.get(7)).isEqualTo(7);
        Map<Integer, Integer> later = new HashMap<>(map);
        try (Snapshot<Integer, Integer> younger = map.snapshot()) {
            map.replaceAll((key, value) -> value + SIZE);

            assertThatThrownBy(() -> oldest.get(7)).isInstanceOf(SnapshotExpiredException.class);
            assertThatThrownBy(oldest::size).isInstanceOf(SnapshotExpiredException.class);
            assertThatThrownBy(oldest::retain).isInstanceOf(SnapshotExpiredException.class);
            assertThatThrownBy(() -> iterator.forEachRemaining(entry -> {}))
                    .isInstanceOf(SnapshotExpiredException.class);
            assertThat(map.stats().snapshots().expired()).isEqualTo(1);
            assertThat(map.stats().snapshots().open()).isEqualTo(1);
            assertThat(map.stats().snapshots().retainedBytes())
                    .isPositive()
                    .isLessThanOrEqualTo(WHOLE_COPY * 5 / 4 + SLACK);
            assertThat(younger).isEqualTo(later);
        }
        oldest.close();
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
        assertThat(map.stats().snapshots().open()).isZero();
        map.verify();
    }

    @Test
    void aLoneSnapshotExpiresToo() {
        StillMap<Integer, Integer> map = filled(WHOLE_COPY / 2, SnapshotRetention.EXPIRE);
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            assertThat(snapshot.get(7)).isEqualTo(7);
            map.replaceAll((key, value) -> -1);

            assertThatThrownBy(() -> snapshot.get(7)).isInstanceOf(SnapshotExpiredException.class);
            assertThat(map.stats().snapshots().retainedBytes()).isZero();
        }
        try (Snapshot<Integer, Integer> next = map.snapshot()) {
            assertThat(next.get(7)).isEqualTo(-1);
        }
        assertThat(map.stats().snapshots().expired()).isEqualTo(1);
    }

    @Test
    void theTableBeforeAGrowthCountsAsRetained() {
        StillMap<Integer, Integer> map = new StillMap<>();
        for (int i = 0; i < SIZE; i++) {
            map.put(i, i);
        }
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            for (int i = SIZE; i < 8 * SIZE; i++) {
                map.put(i, i);
            }
            assertThat(map.stats().snapshots().retainedBytes()).isGreaterThan(8L * SIZE);
            assertThat(snapshot).hasSize(SIZE);
        }
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
    }

    @Test
    void tablesThatCameAndWentAfterASnapshotAreNotRetained() {
        StillMap<Integer, Integer> map = new StillMap<>();
        map.put(-1, -1);
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            long once = 0;
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < SIZE; i++) {
                    map.put(i, i);
                }
                map.keySet().removeIf(key -> key >= 0);
                map.trimToSize();
                once = Math.max(once, map.stats().snapshots().retainedBytes());
            }
            assertThat(once).isLessThan(SLACK);
            assertThat(snapshot).hasSize(1);
        }
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
        map.verify();
    }

    @Test
    void writersWaitOnRequestUntilASnapshotIsClosed() throws Exception {
        StillMap<Integer, Integer> map = filled(WHOLE_COPY / 2, SnapshotRetention.WAIT);
        Map<Integer, Integer> then = new HashMap<>(map);
        Background<Integer> writer;
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            writer = Background.start(() -> {
                map.replaceAll((key, value) -> -1);
                return map.get(7);
            });
            Await.waiting(writer.thread());

            assertThat(map.stats().snapshots().retainedBytes()).isLessThanOrEqualTo(WHOLE_COPY / 2 + SLACK);
            assertThat(map).hasSize(SIZE);
            assertThat(snapshot).isEqualTo(then);
            assertThat(writer.isDone()).isFalse();
        }
        assertThat(writer.await()).isEqualTo(-1);
        assertThat(map.values()).containsOnly(-1);
        assertThat(map.stats().snapshots().expired()).isZero();
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
        map.verify();
    }

    @Test
    void clearWaitsToo() throws Exception {
        StillMap<Integer, Integer> map = filled(WHOLE_COPY / 2, SnapshotRetention.WAIT);
        Background<Boolean> writer;
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            writer = Background.start(() -> {
                map.clear();
                return map.isEmpty();
            });
            Await.waiting(writer.thread());
            assertThat(map.stats().snapshots().retainedBytes()).isLessThanOrEqualTo(WHOLE_COPY / 2 + SLACK);
            assertThat(snapshot).hasSize(SIZE);
        }
        assertThat(writer.await()).isTrue();
    }

    @Test
    void anInterruptDoesNotEndTheWaitOrLoseTheWrite() throws Exception {
        StillMap<Integer, Integer> map = filled(WHOLE_COPY / 2, SnapshotRetention.WAIT);
        Background<Boolean> writer;
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            writer = Background.start(() -> {
                map.replaceAll((key, value) -> -1);
                return Thread.interrupted();
            });
            Await.waiting(writer.thread());
            writer.thread().interrupt();
            assertThat(snapshot).hasSize(SIZE);
            assertThat(writer.isDone()).isFalse();
        }
        assertThat(writer.await()).isTrue();
        assertThat(map.values()).containsOnly(-1);
    }
}
