package dev.stillmap.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.Await;
import dev.stillmap.DomainSnapshot;
import dev.stillmap.EpochDomain;
import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotStatsTest {

    private StillMap<Integer, Integer> map = new StillMap<>();

    private SnapshotStats stats() {
        return map.stats().snapshots();
    }

    @AfterEach
    void theSumsAgree() {
        SnapshotStats stats = stats();
        assertThat(stats.opened()).isEqualTo(stats.closed() + stats.leaked() + stats.expired() + stats.open());
        map.verify();
    }

    @Test
    void openedAndClosed() {
        map.put(1, 1);
        Snapshot<Integer, Integer> snapshot = map.snapshot();
        assertThat(stats().open()).isEqualTo(1);
        snapshot.retain().close();
        assertThat(stats().closed()).isZero();
        snapshot.close();
        snapshot.close();
        map.scan((key, value) -> {});
        assertThat(stats().opened()).isEqualTo(2);
        assertThat(stats().closed()).isEqualTo(2);
        assertThat(stats().open()).isZero();
    }

    @Test
    void oneOfWhichAHandleWasDroppedHasLeaked() {
        Snapshot<Integer, Integer> kept = map.snapshot();
        kept.retain();
        Await.collectedUntil("the handle is found", () -> stats().handlesLeaked() == 1);
        assertThat(stats().open()).isEqualTo(1);
        assertThat(stats().leaked()).isZero();
        kept.close();
        assertThat(stats().leaked()).isEqualTo(1);
        assertThat(stats().closed()).isZero();
    }

    @Test
    void oneThatExpiredIsNeitherClosedNorLeaked() {
        map = StillMap.<Integer, Integer>builder().maxRetainedBytes(1).build();
        IntStream.range(0, 100).forEach(key -> map.put(key, key));
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            map.put(1, 2);
            assertThat(stats().expired()).isEqualTo(1);
            assertThat(stats().open()).isZero();
            assertThat(snapshot).isNotNull();
        }
        assertThat(stats().closed()).isZero();
        assertThat(stats().maxRetainedBytes()).isEqualTo(1);
    }

    @Test
    void theAgeIsThatOfTheOldest() {
        assertThat(stats().oldestNanos()).isZero();
        long beforeOld = System.nanoTime();
        Snapshot<Integer, Integer> old = map.snapshot();
        long beforeYoung = System.nanoTime();
        try (Snapshot<Integer, Integer> young = map.snapshot()) {
            long afterYoung = System.nanoTime();
            assertAgeSince(beforeOld, beforeYoung);
            old.close();
            assertAgeSince(beforeYoung, afterYoung);
            assertThat(young).isNotNull();
        }
        assertThat(stats().oldestNanos()).isZero();
    }

    /** That the oldest was opened between the two. */
    private void assertAgeSince(long earliest, long latest) {
        long before = System.nanoTime();
        long age = stats().oldestNanos();
        assertThat(age).isBetween(before - latest, System.nanoTime() - earliest);
    }

    /** Grows while a snapshot is open, so that a whole segment of the old table is kept for it. */
    @Test
    void theAgeOfAKeptSegment() {
        IntStream.range(0, 30_000).forEach(key -> map.put(key, key));
        assertThat(stats().oldestSegmentNanos()).isZero();
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            IntStream.range(30_000, 90_000).forEach(key -> map.put(key, key));
            assertThat(map.stats().table().growthsCompleted()).isPositive();
            assertThat(stats().oldestSegmentNanos()).isPositive();
            assertThat(stats().retainedBytes()).isPositive();
            assertThat(snapshot).hasSize(30_000);
        }
        assertThat(stats().oldestSegmentNanos()).isZero();
        assertThat(stats().retainedBytes()).isZero();
    }

    @Test
    void eachMapOfADomainCountsItsOwn() {
        EpochDomain domain = new EpochDomain();
        map = StillMap.<Integer, Integer>builder().domain(domain).build();
        StillMap<Integer, Integer> other =
                StillMap.<Integer, Integer>builder().domain(domain).build();
        map.put(1, 1);
        try (DomainSnapshot both = domain.snapshot();
                Snapshot<Integer, Integer> one = map.snapshot()) {
            map.put(1, 2);
            assertThat(stats().open()).isEqualTo(2);
            assertThat(other.stats().snapshots().open()).isEqualTo(1);
            assertThat(stats().bucketsCopied()).isEqualTo(1);
            assertThat(other.stats().snapshots().bucketsCopied()).isZero();
            assertThat(both.of(map)).isEqualTo(one);
        }
        assertThat(stats().closed()).isEqualTo(2);
        assertThat(other.stats().snapshots().closed()).isEqualTo(1);
    }
}
