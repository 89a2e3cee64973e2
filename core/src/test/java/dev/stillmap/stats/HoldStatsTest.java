package dev.stillmap.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.Await;
import dev.stillmap.Background;
import dev.stillmap.BucketLockedException;
import dev.stillmap.IterationContract;
import dev.stillmap.IterationLock;
import dev.stillmap.IterationLock.Hold;
import dev.stillmap.StillMap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HoldStatsTest {

    private static final IterationLock LONG = IterationLock.defaults().blockTime(Duration.ofHours(1));

    private final StillMap<Integer, Integer> map = new StillMap<>(java.util.Map.of(1, 1));

    private final List<String> told = new CopyOnWriteArrayList<>();

    {
        map.addListener(new MapListener() {
            @Override
            public void holdEnded(boolean exclusive, long nanos) {
                assertThat(nanos).isPositive();
                told.add(exclusive ? "exclusive" : "degraded");
            }

            @Override
            public void waited(WaitKind kind, long nanos) {
                assertThat(nanos).isPositive();
                told.add(kind.name());
            }
        });
    }

    private HoldStats stats() {
        return map.stats().holds();
    }

    @AfterEach
    void theSumsAgree() {
        HoldStats stats = stats();
        assertThat(stats.opened()).isEqualTo(stats.closed() + stats.leaked() + stats.open());
        assertThat(stats.open()).isZero();
        assertThat(stats.opened()).isEqualTo(stats.succeeded() + stats.degraded());
        map.verify();
    }

    @Test
    void aMapWhoseLockWasNeverAskedFor() {
        assertThat(stats()).isEqualTo(HoldStats.NONE);
    }

    @Test
    void aHoldThatIsClosed() {
        try (Hold<Integer, Integer> hold = map.lockForIteration()) {
            assertThat(hold.isExclusive()).isTrue();
            assertThat(stats().open()).isEqualTo(1);
            assertThat(stats().succeeded()).isZero();
        }
        map.iterate(IterationContract.EXCLUSIVE).close();
        assertThat(stats().closed()).isEqualTo(2);
        assertThat(stats().succeeded()).isEqualTo(2);
        assertThat(told).containsExactly("exclusive", "exclusive");
    }

    @Test
    void aHoldThatDegradesAndTheWriterThatWaitedForIt() throws Exception {
        try (Hold<Integer, Integer> hold =
                map.lockForIteration(IterationLock.defaults().blockTime(Duration.ofMillis(1)))) {
            Background.start(() -> map.put(1, 2)).await();
            assertThat(hold.isExclusive()).isFalse();
        }
        assertThat(stats().degraded()).isEqualTo(1);
        assertThat(stats().succeeded()).isZero();
        assertThat(told).endsWith("degraded");
    }

    @Test
    void aWriterThatWaits() throws Exception {
        Background<Integer> writer;
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG)) {
            writer = Background.start(() -> map.put(1, 2));
            Await.waiting(writer.thread());
            assertThat(stats().writerWaits().count()).isZero();
            assertThat(hold.isExclusive()).isTrue();
        }
        writer.await();
        MapStatsTest.assertOneWait(stats().writerWaits());
        assertThat(stats().turnWaits()).isEqualTo(WaitStats.NONE);
        assertThat(told).containsExactlyInAnyOrder("exclusive", "HOLD");
    }

    @Test
    void aHoldThatWaitsForItsTurn() throws Exception {
        Background<Boolean> second;
        try (Hold<Integer, Integer> first = map.lockForIteration(LONG)) {
            second = Background.start(() -> {
                try (Hold<Integer, Integer> hold = map.lockForIteration(LONG)) {
                    return hold.isExclusive();
                }
            });
            Await.waiting(second.thread());
            assertThat(first.isExclusive()).isTrue();
        }
        assertThat(second.await()).isTrue();
        MapStatsTest.assertOneWait(stats().turnWaits());
        assertThat(told).contains("TURN");
    }

    @Test
    void aHoldThatIsNotTakenInTime() throws Exception {
        try (Hold<Integer, Integer> first = map.lockForIteration(LONG)) {
            assertThat(Background.start(() -> map.tryLockForIteration(Duration.ofMillis(1), LONG))
                            .await())
                    .isEmpty();
            assertThat(first.isExclusive()).isTrue();
        }
        assertThat(stats().timedOut()).isEqualTo(1);
        assertThat(stats().opened()).isEqualTo(1);
        assertThat(stats().turnWaits().count()).isEqualTo(1);
    }

    @Test
    void aHoldWhoseThreadIsInterrupted() throws Exception {
        try (Hold<Integer, Integer> first = map.lockForIteration(LONG)) {
            Background<Boolean> taking = Background.start(() -> {
                try (Hold<Integer, Integer> hold = map.lockForIteration(LONG)) {
                    return hold.isExclusive();
                }
            });
            Await.waiting(taking.thread());
            taking.thread().interrupt();
            assertThat(taking.await()).isFalse();

            Background<Object> trying = Background.start(() -> map.tryLockForIteration(Duration.ofHours(1), LONG));
            Await.waiting(trying.thread());
            trying.thread().interrupt();
            assertThatThrownBy(trying::await).isInstanceOf(InterruptedException.class);
            assertThat(first.isExclusive()).isTrue();
        }
        assertThat(stats().interrupted()).isEqualTo(2);
        assertThat(stats().opened()).isEqualTo(2);
    }

    @Test
    void aWriteThatIsRefused() throws Exception {
        IterationLock refusing = LONG.policy(IterationLock.Policy.REFUSE);
        try (Hold<Integer, Integer> hold = map.lockForIteration(refusing)) {
            assertThat(hold.get(1)).isEqualTo(1);
            assertThatThrownBy(() -> Background.start(() -> map.put(1, 2)).await())
                    .isInstanceOf(BucketLockedException.class);
        }
        assertThat(stats().writesRefused()).isEqualTo(1);
    }

    @Test
    void aHoldThatIsDropped() {
        map.lockForIteration();
        Await.collectedUntil("it is found", () -> stats().leaked() == 1);
        assertThat(stats().closed()).isZero();
        Await.until("it is told", () -> told.contains("exclusive"));
    }
}
