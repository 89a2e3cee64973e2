package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stillmap.IterationLock.Hold;
import dev.stillmap.IterationLock.Policy;
import dev.stillmap.stats.MapInternals;
import dev.stillmap.stats.MapPicture;
import dev.stillmap.stats.MapPicture.HoldPhase;
import dev.stillmap.stats.MapPicture.HoldState;
import dev.stillmap.stats.MapPicture.Site;
import dev.stillmap.trace.TraceRing;
import dev.stillmap.trace.Watched;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A picture holds the map as it is; what it leaves out it says. */
class PictureTest {

    private static final int ALL = 1 << 20;

    /** Each has the hash code of each other. */
    private record Colliding(int number) {
        @Override
        public int hashCode() {
            return 7;
        }
    }

    private static long load(MapPicture picture) {
        long load = 0;
        for (int cell = 0; cell < picture.cells().count(); cell++) {
            load += picture.cells().load(cell);
        }
        return load;
    }

    /** What all sites of a picture hold; those that two of them share are there once. */
    private static Map<Object, Object> entries(StillMap<?, ?> map, MapPicture picture) {
        Map<Object, Object> all = new HashMap<>();
        for (int bucket = 0; bucket < picture.buckets(); bucket++) {
            Site site = map.site(bucket, picture.buckets()).orElseThrow();
            site.content().entries().forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        }
        return all;
    }

    @Test
    void everyCellShowsItsBucketAtRest() {
        StillMap<Integer, Integer> map = new StillMap<>(5_000);
        for (int i = 0; i < 5_000; i++) {
            map.put(i, i);
        }
        MapPicture picture = map.picture(ALL);
        MapInternals internals = map.internals();
        List<MapInternals.Bucket> buckets = internals.tables().get(0).buckets();

        assertThat(internals.tables()).hasSize(1);
        assertThat(picture.cells().stride()).isEqualTo(1);
        assertThat(picture.cells().count()).isEqualTo(buckets.size());
        assertThat(picture.buckets()).isEqualTo(buckets.size());
        for (int cell = 0; cell < buckets.size(); cell++) {
            assertThat(picture.cells().load(cell))
                    .isEqualTo(buckets.get(cell).entries().size());
            assertThat(picture.cells().isOverflowed(cell))
                    .isEqualTo(buckets.get(cell).overflow() > 0);
            assertThat(picture.cells().isMoved(cell)).isFalse();
            assertThat(picture.cells().isReserved(cell)).isFalse();
        }
        assertThat(picture.entries()).isEqualTo(5_000);
        assertThat(picture.epoch()).isEqualTo(internals.epoch());
    }

    @Test
    void aGrowthIsSeenAsItGoesOn() {
        StillMap<Integer, Integer> map = new StillMap<>();
        int growing = 0;
        for (int i = 0; i < 3_000; i++) {
            map.put(i, -i);
            MapPicture picture = map.picture(ALL);
            if (picture.nextTable().isPresent()) {
                growing++;
                MapPicture.Table from = picture.tables().get(0);
                assertThat(picture.buckets()).isEqualTo(2 * from.buckets());
                int moved = 0;
                for (int cell = 0; cell < picture.cells().count(); cell++) {
                    moved += picture.cells().isMoved(cell) ? 1 : 0;
                }
                // Each bucket that has moved is seen as two.
                assertThat(moved).isEqualTo(2 * from.moved());
            } else {
                assertThat(load(picture)).isEqualTo(i + 1);
            }
            assertThat(entries(map, picture)).isEqualTo(map);
        }
        assertThat(growing).isGreaterThan(100);
    }

    /** Functions of two threads keep two buckets from being joined, so that the shrinking stays under way. */
    @Test
    void aShrinkingMapIsDrawnAsItsLargerTable() throws Exception {
        StillMap<Integer, Integer> map = new StillMap<>(400);
        for (int i = 0; i < 100; i++) {
            map.put(i, i);
        }
        int buckets = map.picture(ALL).buckets();
        Integer low = keyOf(map, 3, buckets);
        Integer high = keyOf(map, 3 + buckets / 2, buckets);
        map.compute(low, (key, old) -> {
            inBackground(() -> map.compute(high, (other, value) -> {
                inBackground(map::trimToSize);
                MapPicture picture = map.picture(ALL);
                assertThat(picture.tables()).hasSize(2);
                assertThat(picture.buckets()).isEqualTo(buckets);
                assertThat(picture.tables().get(1).buckets()).isEqualTo(buckets / 2);
                int moved = 0;
                for (int cell = 0; cell < picture.cells().count(); cell++) {
                    moved += picture.cells().isMoved(cell) ? 1 : 0;
                }
                assertThat(moved).isEqualTo(picture.tables().get(0).moved()).isPositive();
                assertThat(picture.cells().isReserved(3)).isTrue();
                assertThat(picture.cells().isReserved(3 + buckets / 2)).isTrue();
                assertThat(entries(map, picture)).isEqualTo(map);
                return value;
            }));
            return old;
        });
        map.verify();
    }

    private static Integer keyOf(StillMap<Integer, Integer> map, int bucket, int buckets) {
        Site site = map.site(bucket, buckets).orElseThrow();
        return (Integer) site.content().entries().get(0).getKey();
    }

    private static void inBackground(Runnable action) {
        try {
            HoldFixture.inBackground(action);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLargeMapIsSampledByRegion() {
        StillMap<Integer, Integer> map = new StillMap<>(50_000);
        for (int i = 0; i < 50_000; i++) {
            map.put(i, i);
        }
        MapPicture all = map.picture(ALL);
        MapPicture some = map.picture(1_500);

        assertThat(some.cells().count()).isEqualTo(1_024);
        assertThat(some.buckets()).isEqualTo(all.buckets());
        assertThat(some.cells().stride()).isEqualTo(all.buckets() / 1_024);
        byte[] each = all.cells().toBytes();
        byte[] sampled = some.cells().toBytes();
        for (int cell = 0; cell < sampled.length; cell++) {
            assertThat(sampled[cell]).isEqualTo(each[cell * some.cells().stride()]);
        }
        assertThat(map.picture(1).cells().count()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> map.picture(0)).withMessageContaining("at least 1 cell");
    }

    @Test
    void overflowIsMarkedAndTheLoadIsCutOff() {
        StillMap<Colliding, Integer> map = new StillMap<>(1_000);
        for (int i = 0; i < 40; i++) {
            map.put(new Colliding(i), i);
        }
        MapPicture picture = map.picture(ALL);
        int full = -1;
        for (int cell = 0; cell < picture.cells().count(); cell++) {
            if (picture.cells().load(cell) > 0) {
                assertThat(full).isEqualTo(-1);
                full = cell;
            }
        }
        assertThat(picture.cells().load(full)).isEqualTo(MapPicture.Cells.MAX_LOAD);
        assertThat(picture.cells().isOverflowed(full)).isTrue();
        Site site = map.site(full, picture.buckets()).orElseThrow();
        assertThat(site.content().entries()).hasSize(40);
        assertThat(site.content().overflow()).isEqualTo(32);
        assertThat(site.number()).isEqualTo(full);
        assertThat(site.table()).isEqualTo(picture.tables().get(0).id());
    }

    @Test
    void aBucketOfATableThatIsGoneIsNone() {
        StillMap<Integer, Integer> map = new StillMap<>();
        int buckets = map.picture(ALL).buckets();
        assertThat(map.site(0, buckets)).isPresent();
        assertThat(map.site(-1, buckets)).isEmpty();
        assertThat(map.site(buckets, buckets)).isEmpty();
        for (int i = 0; i < 1_000; i++) {
            map.put(i, i);
        }
        assertThat(map.site(0, buckets)).isEmpty();
    }

    @Test
    void openSnapshotsHaveAnAgeAndWhatTheyRetain() {
        StillMap<Integer, Integer> map = new StillMap<>();
        map.put(1, 1);
        try (Snapshot<Integer, Integer> older = map.snapshot();
                Snapshot<Integer, Integer> younger = map.snapshot()) {
            map.put(1, 2);
            List<MapPicture.OpenSnapshot> open = map.picture(1).snapshots();

            assertThat(open).hasSize(2);
            assertThat(open.get(0).cut()).isGreaterThan(open.get(1).cut());
            assertThat(open.get(0).retainedBytes()).isPositive();
            assertThat(open.get(1).retainedBytes()).isZero();
            assertThat(open.get(1).ageNanos())
                    .isGreaterThanOrEqualTo(open.get(0).ageNanos());
            assertThat(older.get(1)).isEqualTo(younger.get(1)).isEqualTo(1);
        }
        assertThat(map.picture(1).snapshots()).isEmpty();
    }

    @Test
    void openIterationsAreThereAndViewsWhileTheyAreTraced() {
        StillMap<Integer, Integer> map = HoldFixture.map();
        try (Iteration<Integer, Integer> iteration = map.iterate(IterationContract.LIVE)) {
            iteration.next();
            map.keySet().iterator().next();
            assertThat(map.picture(1).walks())
                    .singleElement()
                    .satisfies(walk -> assertThat(walk.iteration().watched()).isEqualTo(Watched.ITERATION))
                    .satisfies(walk ->
                            assertThat(walk.iteration().place().bucket()).isNotNegative());
            TraceRing ring = new TraceRing(10);
            map.tracer().addSink(ring);
            try {
                var keys = map.keySet().iterator();
                keys.next();
                assertThat(map.picture(1).walks())
                        .extracting(walk -> walk.iteration().watched())
                        .containsExactly(Watched.ITERATION, Watched.VIEW);
                Await.until(
                        "their ages grow",
                        () -> map.picture(1).walks().stream().allMatch(walk -> walk.ageNanos() > 1_000_000));
                keys.forEachRemaining(key -> assertThat(key).isNotNegative());
            } finally {
                map.tracer().removeSink(ring);
            }
        }
        assertThat(map.picture(1).walks()).isEmpty();
    }

    /** Seen red with the names taken from the hold's owner, and with those in force left out of {@code states}. */
    @Test
    void aHoldSaysWhoWaitsForIt() throws Exception {
        StillMap<Integer, Integer> map = HoldFixture.map();
        assertThat(map.picture(1).holds()).isEmpty();
        Background<Integer> writer;
        Background<Boolean> second;
        CountDownLatch done = new CountDownLatch(1);
        try (Hold<Integer, Integer> hold = map.lockForIteration(HoldFixture.LONG)) {
            writer = Background.start(() -> map.put(5, 77));
            writer.thread().setName("the writer");
            Await.waiting(writer.thread());
            second = Background.start(() -> {
                try (Hold<Integer, Integer> next = map.lockForIteration(HoldFixture.LONG.policy(Policy.REFUSE))) {
                    done.await();
                    return next.isExclusive();
                }
            });
            Await.until("a second hold waits", () -> map.picture(1).holds().size() == 2);
            List<HoldState> holds = map.picture(1).holds();

            assertThat(hold.isExclusive()).isTrue();
            assertThat(holds).extracting(HoldState::phase).containsExactly(HoldPhase.IN_FORCE, HoldPhase.WAITING);
            HoldState first = holds.get(0);
            assertThat(first.owner()).isEqualTo(Thread.currentThread().getName());
            assertThat(first.waiting()).containsExactly("the writer");
            assertThat(first.scope()).isEqualTo("all keys");
            assertThat(first.refuses()).isFalse();
            assertThat(first.leftNanos()).isPositive();
            Await.until("its age grows", () -> map.picture(1).holds().get(0).ageNanos() > first.ageNanos());
            assertThat(holds.get(1).owner()).isEqualTo("background");
            assertThat(holds.get(1).refuses()).isTrue();
            assertThat(holds.get(1).waiting()).isEmpty();
        }
        assertThat(writer.await()).isEqualTo(5);
        Await.until(
                "the second hold is in force",
                () -> map.picture(1).holds().stream().anyMatch(hold -> hold.phase() == HoldPhase.IN_FORCE));
        done.countDown();
        assertThat(second.await()).isTrue();
        assertThat(map.picture(1).holds()).isEmpty();
        HoldFixture.assertNothingIsOpen(map);
    }

    /** Equal to any of its number; whoever compares it waits at its gate. */
    private static final class GatedKey {

        private final int number;

        private volatile CountDownLatch gate = new CountDownLatch(0);

        GatedKey(int number) {
            this.number = number;
        }

        @Override
        public int hashCode() {
            return number;
        }

        @Override
        public boolean equals(Object other) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return other instanceof GatedKey key && key.number == number;
        }
    }

    @Test
    void aHoldThatIsOverLetsWritersGoFirst() throws Exception {
        StillMap<GatedKey, Integer> map = new StillMap<>();
        map.put(new GatedKey(5), 5);
        GatedKey key = new GatedKey(5);
        Hold<GatedKey, Integer> hold = map.lockForIteration(HoldFixture.LONG);
        Background<Integer> writer = Background.start(() -> map.put(key, 6));
        Await.waiting(writer.thread());
        key.gate = new CountDownLatch(1);
        Background<Boolean> second = Background.start(() -> IterationPriority.REALTIME.supply(() -> {
            try (Hold<GatedKey, Integer> next = map.lockForIteration(HoldFixture.LONG)) {
                return next.isExclusive();
            }
        }));
        Await.until(
                "the first hold lets its writer go before the second",
                () -> map.picture(1).holds().stream()
                        .map(HoldState::phase)
                        .toList()
                        .equals(List.of(HoldPhase.LETTING_GO, HoldPhase.WAITING)));
        assertThat(map.picture(1).holds().get(1).priority()).isEqualTo(IterationPriority.REALTIME);
        assertThat(map.picture(1).holds().get(1).leftNanos()).isPositive();
        Await.until("its age grows", () -> map.picture(1).holds().get(1).ageNanos() > 1_000_000);

        key.gate.countDown();
        assertThat(writer.await()).isEqualTo(5);
        assertThat(second.await()).isTrue();
        hold.close();
    }

    /** Seen red with {@code unlock()} in {@code HoldQueue.states}: most actions ran in the thread that looked. */
    @Test
    void whoLooksRunsNoActionOfAHold() throws Exception {
        Set<Thread> ran = ConcurrentHashMap.newKeySet();
        StillMap<Integer, Integer> map = HoldFixture.map();
        AtomicBoolean over = new AtomicBoolean();
        Background<Integer> looking = Background.start(() -> {
            int pictures = 0;
            while (!over.get()) {
                map.picture(1);
                pictures++;
            }
            return pictures;
        });
        for (int i = 0; i < 100; i++) {
            Hold<Integer, Integer> hold = map.lockForIteration(HoldFixture.LONG);
            hold.onDegrade(() -> ran.add(Thread.currentThread()));
            Background<Integer> writer = Background.start(() -> map.put(5, 77));
            Await.waiting(writer.thread());
            HoldFixture.inBackground(() -> IterationPriority.REALTIME.run(
                    () -> map.lockForIteration(HoldFixture.LONG).close()));
            writer.await();
            hold.close();
        }
        over.set(true);
        assertThat(looking.await()).isPositive();
        assertThat(ran).isNotEmpty().doesNotContain(looking.thread());
    }

    @Test
    void lookingChangesNothing() {
        StillMap<Integer, Integer> map = HoldFixture.map();
        MapInternals before = map.internals();
        assertThat(map.picture(ALL).map()).isEqualTo(map.tracer().mapName());
        assertThat(map.site(0, map.picture(ALL).buckets())).isNotEqualTo(Optional.empty());
        assertThat(map.internals()).isEqualTo(before);
        map.verify();
    }
}
