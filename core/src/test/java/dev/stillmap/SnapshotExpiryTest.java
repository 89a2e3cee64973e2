package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The memory bound closes as few snapshots as it must, and who reads one that it closes is told so. */
@Tag("stress")
class SnapshotExpiryTest {
    private static final int SIZE = 2_000;
    private static final long WHOLE_COPY = wholeCopy();

    private static long wholeCopy() {
        StillMap<Integer, Integer> map = filled(Long.MAX_VALUE);
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            map.replaceAll((key, value) -> -1);
            assertThat(snapshot.get(1)).isEqualTo(1);
            return map.stats().snapshots().retainedBytes();
        }
    }

    private static StillMap<Integer, Integer> filled(long maxRetainedBytes) {
        StillMap<Integer, Integer> map = StillMap.<Integer, Integer>builder()
                .expectedSize(SIZE)
                .maxRetainedBytes(maxRetainedBytes)
                .build();
        for (int i = 0; i < SIZE; i++) {
            map.put(i, i);
        }
        return map;
    }

    /**
     * Two writers find the bound exceeded at once; the first closes the oldest snapshot, and that is enough. Seen red
     * without the second look at the bound under the lock.
     */
    @Test
    void oneExpiresWhereOneIsEnough() throws Exception {
        for (int round = 0; round < Stress.scaled(300); round++) {
            StillMap<Integer, Integer> map = filled(WHOLE_COPY * 3 / 2);
            Snapshot<Integer, Integer> oldest = map.snapshot();
            map.replaceAll((key, value) -> -1);
            try (Snapshot<Integer, Integer> younger = map.snapshot()) {
                CountDownLatch start = new CountDownLatch(1);
                Background<Boolean> even = Background.start(() -> replace(map, 0, start));
                Background<Boolean> odd = Background.start(() -> replace(map, 1, start));
                start.countDown();
                assertThat(even.await() && odd.await()).isTrue();

                assertThat(map.stats().snapshots().expired()).isEqualTo(1);
                assertThat(younger.values()).containsOnly(-1);
                assertThatThrownBy(oldest::size).isInstanceOf(SnapshotExpiredException.class);
            }
            oldest.close();
        }
    }

    private static boolean replace(StillMap<Integer, Integer> map, int first, CountDownLatch start) throws Exception {
        start.await();
        for (int key = first; key < SIZE; key += 2) {
            map.put(key, -2);
        }
        return true;
    }

    /** Copies that go from a closed snapshot to an older one are counted for one of the two only. Seen red when counted one by one. */
    @Test
    void aCloseRetainsNoMoreThanBefore() throws Exception {
        StillMap<Integer, Integer> map = filled(Long.MAX_VALUE);
        AtomicLong most = new AtomicLong();
        AtomicBoolean stopped = new AtomicBoolean();
        Background<Boolean> sampling = Background.start(() -> {
            while (!stopped.get()) {
                most.accumulateAndGet(map.stats().snapshots().retainedBytes(), Math::max);
            }
            return true;
        });
        try {
            for (int round = 0; round < Stress.scaled(2_000); round++) {
                try (Snapshot<Integer, Integer> older = map.snapshot()) {
                    try (Snapshot<Integer, Integer> younger = map.snapshot()) {
                        map.replaceAll((key, value) -> value + 1);
                        assertThat(younger.get(1)).isEqualTo(older.get(1));
                    }
                    assertThat(older.get(1)).isEqualTo(map.get(1) - 1);
                }
            }
        } finally {
            stopped.set(true);
            sampling.await();
        }
        assertThat(most.get()).isBetween(WHOLE_COPY / 2, WHOLE_COPY * 5 / 4);
    }

    /**
     * A writer that knows the snapshot no more makes no copy; by then its reader can see that it is closed. Seen red with the
     * epoch installed, and a pause, before the snapshot is marked as closed: "broken invariant".
     */
    @Test
    void whoReadsAnExpiringSnapshotIsToldSo() throws Exception {
        StillMap<Integer, Integer> map = filled(WHOLE_COPY / 4);
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        Callable<Boolean> writing = () -> {
            while (!stopped.get()) {
                int key = written.incrementAndGet() & 1_023;
                map.put(key, key);
            }
            return true;
        };
        Background<Boolean> one = Background.start(writing);
        Background<Boolean> other = Background.start(writing);
        try {
            for (int round = 0; round < Stress.scaled(3_000); round++) {
                try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
                    assertThatThrownBy(() -> {
                                for (; ; ) {
                                    assertThat(snapshot.get(written.get() & 1_023))
                                            .isNotNull();
                                }
                            })
                            .isInstanceOf(SnapshotExpiredException.class);
                }
            }
        } finally {
            stopped.set(true);
            one.await();
            other.await();
        }
    }
}
