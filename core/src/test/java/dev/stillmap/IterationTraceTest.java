package dev.stillmap;

import static dev.stillmap.trace.IterationState.CREATED;
import static dev.stillmap.trace.IterationState.EXHAUSTED;
import static dev.stillmap.trace.IterationState.RELEASED;
import static dev.stillmap.trace.IterationState.WALKING;
import static dev.stillmap.trace.IterationState.WALKING_NEW;
import static dev.stillmap.trace.IterationState.WALKING_OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stillmap.trace.IllegalJump;
import dev.stillmap.trace.IterationState;
import dev.stillmap.trace.TraceRing;
import dev.stillmap.trace.TransitionChecker;
import dev.stillmap.trace.TransitionRecord;
import dev.stillmap.trace.Watched;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Spliterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What iterations and snapshots of a map report of their lives. */
class IterationTraceTest {
    private static final int SIZE = 200;

    private final StillMap<Integer, Integer> map =
            StillMap.<Integer, Integer>builder().name("traced").build();

    private final TraceRing ring = new TraceRing(100_000);

    private final List<IllegalJump> illegal = new ArrayList<>();

    private final TransitionChecker checker = new TransitionChecker(illegal::add);

    /** Reports of leaks that are made on purpose; referred to, or the level would be forgotten. */
    private final Logger reports = Logger.getLogger("dev.stillmap");

    IterationTraceTest() {
        reports.setLevel(Level.OFF);
        for (int i = 0; i < SIZE; i++) {
            map.put(i, i);
        }
    }

    @AfterEach
    void reportAgain() {
        reports.setLevel(null);
    }

    private void trace() {
        map.tracer().addSink(ring);
        map.tracer().addSink(checker);
    }

    private List<IterationState> states() {
        return ring.records().stream().map(TransitionRecord::to).toList();
    }

    private static void exhaust(Iterator<?> iterator) {
        while (iterator.hasNext()) {
            iterator.next();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("loops")
    void everyLoopReportsItsLife(String name, Consumer<StillMap<Integer, Integer>> loop) {
        trace();

        loop.accept(map);

        assertThat(states()).containsExactly(CREATED, WALKING, EXHAUSTED, RELEASED);
        assertThat(ring.records()).extracting(TransitionRecord::step).containsExactly(0, 1, 2, 3);
        assertThat(ring.records()).allMatch(record -> record.map().equals("traced") && !record.leaked());
        assertThat(map.tracer().alive()).isEmpty();
        assertThat(illegal).isEmpty();
    }

    static Stream<Arguments> loops() {
        return Stream.of(
                loop("iterate", map -> {
                    try (Iteration<Integer, Integer> each = map.iterate(IterationContract.LIVE)) {
                        exhaust(each);
                    }
                }),
                loop("iterate a snapshot", map -> {
                    try (Iteration<Integer, Integer> each = map.iterate(IterationContract.SNAPSHOT)) {
                        exhaust(each);
                    }
                }),
                loop("entries", map -> exhaust(map.entrySet().iterator())),
                loop("keys", map -> exhaust(map.keySet().iterator())),
                loop("values", map -> exhaust(map.values().iterator())),
                loop("spliterator", map -> map.values().spliterator().forEachRemaining(value -> {})),
                loop("stream", map -> map.keySet().stream().forEach(key -> {})),
                loop("forEach", map -> map.forEach((key, value) -> {})),
                loop("scan", map -> map.scan((key, value) -> {})),
                loop("removeIf", map -> map.values().removeIf(value -> value < 0)),
                loop("replaceAll", map -> map.replaceAll((key, value) -> value)));
    }

    private static Arguments loop(String name, Consumer<StillMap<Integer, Integer>> loop) {
        return Arguments.of(name, loop);
    }

    @Test
    void aSnapshotIsCreatedAndReleasedAndItsViewsAreWatched() {
        trace();
        Snapshot<Integer, Integer> snapshot = map.snapshot();
        exhaust(snapshot.values().iterator());
        snapshot.forEach((key, value) -> {});
        snapshot.close();
        snapshot.close();

        assertThat(states())
                .containsExactly(
                        CREATED, CREATED, WALKING, EXHAUSTED, RELEASED, CREATED, WALKING, EXHAUSTED, RELEASED,
                        RELEASED);
        assertThat(ring.records().get(0).watched()).isEqualTo(Watched.SNAPSHOT);
        assertThat(ring.records().get(1).watched()).isEqualTo(Watched.VIEW);
        assertThat(ring.records()).extracting(TransitionRecord::contract).containsOnly("SNAPSHOT");
        assertThat(illegal).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aHoldIsCreatedAndReleasedAndItsViewsAreWatched(IterationLock.Policy policy) {
        trace();
        IterationLock.Hold<Integer, Integer> hold =
                map.lockForIteration(IterationLock.defaults().policy(policy));
        exhaust(hold.values().iterator());
        hold.close();
        hold.close();

        assertThat(states()).containsExactly(CREATED, CREATED, WALKING, EXHAUSTED, RELEASED, RELEASED);
        assertThat(ring.records().get(0).watched()).isEqualTo(Watched.HOLD);
        assertThat(ring.records().get(1).watched()).isEqualTo(Watched.VIEW);
        assertThat(ring.records()).extracting(TransitionRecord::contract).containsOnly("EXCLUSIVE");
        assertThat(illegal).isEmpty();
    }

    @Test
    void anEmptyMapIsExhaustedAtOnceAndAnEarlyCloseReleases() {
        trace();
        map.clear();
        exhaust(map.iterate(IterationContract.LIVE));
        assertThat(states()).containsExactly(CREATED, EXHAUSTED);
        map.put(1, 1);
        Iteration<Integer, Integer> each = map.iterate(IterationContract.LIVE);
        each.next();
        each.close();
        each.close();
        assertThat(states().subList(2, 5)).containsExactly(CREATED, WALKING, RELEASED);
        assertThat(illegal).isEmpty();
    }

    @Test
    void growthIsFollowedThroughOldAndNew() {
        trace();
        try (Iteration<Integer, Integer> each = map.iterate(IterationContract.LIVE, IterationOrder.ascending())) {
            each.next();
            int key = SIZE;
            while (map.internals().tables().size() == 1) {
                map.put(key, key);
                key++;
            }
            exhaust(each);
        }

        assertThat(states()).startsWith(CREATED, WALKING).endsWith(EXHAUSTED, RELEASED);
        assertThat(states()).contains(WALKING_OLD, WALKING_NEW);
        assertThat(ring.records()).anyMatch(record -> record.place().moved() > 0);
        assertThat(illegal).isEmpty();
    }

    /** A snapshot reads what has moved since where it was. */
    @Test
    void aSnapshotStaysOnTheOldTable() {
        trace();
        try (Iteration<Integer, Integer> each = map.iterate(IterationContract.SNAPSHOT)) {
            for (int i = SIZE; i < 20 * SIZE; i++) {
                map.put(i, i);
            }
            exhaust(each);
        }
        assertThat(states()).containsExactly(CREATED, WALKING_OLD, EXHAUSTED, RELEASED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void nothingIllegalHappensUnderGrowthShrinkingAndEarlyEnds(int run) {
        long seed = Stress.seed() + run;
        Random random = new Random(seed);
        trace();
        List<Iterator<?>> open = new ArrayList<>();
        for (int step = 0; step < 3_000; step++) {
            switch (random.nextInt(12)) {
                case 0 ->
                    open.add(map.iterate(random.nextBoolean() ? IterationContract.LIVE : IterationContract.SNAPSHOT));
                case 1 -> open.add(map.keySet().iterator());
                case 2 -> open.add(map.values().stream().iterator());
                case 3 -> split(map.keySet().spliterator(), random);
                case 4 ->
                    map.scan((key, value) -> {
                        if (random.nextInt(50) == 0) {
                            map.remove(key);
                        }
                    });
                case 5 -> map.keySet().removeIf(key -> random.nextInt(10) == 0);
                case 6 -> map.trimToSize();
                case 7 -> {
                    if (!open.isEmpty() && open.remove(random.nextInt(open.size())) instanceof Iteration<?, ?> each) {
                        each.close();
                    }
                }
                default -> {
                    for (int i = random.nextInt(100); i > 0; i--) {
                        map.put(random.nextInt(20_000), i);
                    }
                    open.forEach(each -> {
                        if (each.hasNext()) {
                            each.next();
                        }
                    });
                }
            }
        }
        checker.finish();
        assertThat(illegal).as("stillmap.seed=%d", Stress.seed()).isEmpty();
        assertThat(checker.missing()).isZero();
        assertThat(map.tracer().illegalTransitions()).isZero();
        assertThat(states()).contains(IterationState.values());
        map.verify();
    }

    private static void split(Spliterator<?> spliterator, Random random) {
        Spliterator<?> half = spliterator.trySplit();
        if (half != null && random.nextBoolean()) {
            half.forEachRemaining(key -> {});
        }
        spliterator.forEachRemaining(key -> {});
    }

    @Test
    void whatBeganUntracedStaysUntraced() {
        Iteration<Integer, Integer> before = map.iterate(IterationContract.LIVE);
        trace();
        exhaust(before);
        before.close();
        assertThat(ring.records()).isEmpty();

        Iteration<Integer, Integer> traced = map.iterate(IterationContract.LIVE);
        map.tracer().removeSink(ring);
        exhaust(traced);
        traced.close();
        assertThat(states()).containsExactly(CREATED);
    }

    @Test
    void namesThatCouldNotBeAskedForAreRefused() {
        for (String name : List.of("", " ", "*", "a,b", " a")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StillMap.builder().name(name));
        }
    }

    private void dropAnIteration(IterationContract contract) {
        map.iterate(contract).next();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIVE", "SNAPSHOT"})
    void aDroppedIterationIsReportedOnceWithItsOpening(String contract) {
        trace();
        dropAnIteration(IterationContract.valueOf(contract));

        Await.collectedUntil("it is found", () -> map.stats().allIterations().leaked() == 1);
        Await.collectedUntil(
                "its snapshot is found", () -> map.stats().snapshots().open() == 0);

        // The cleaner counts before it records.
        Await.until("its record comes", () -> ring.records().stream().anyMatch(TransitionRecord::leaked));
        List<TransitionRecord> leaks =
                ring.records().stream().filter(TransitionRecord::leaked).toList();
        assertThat(leaks).hasSize(1);
        assertThat(leaks.get(0).caller()).contains("IterationTraceTest.dropAnIteration");
        assertThat(map.stats().allIterations().open()).isZero();
        assertThat(map.stats().allIterations().opened()).isEqualTo(1);
        assertThat(map.tracer().alive()).isEmpty();
        assertThat(illegal).isEmpty();
    }

    @Test
    void whatEndedOrWasClosedIsNoLeak() {
        trace();
        exhaust(map.iterate(IterationContract.LIVE));
        exhaust(map.iterate(IterationContract.SNAPSHOT));
        map.iterate(IterationContract.LIVE).close();
        dropAnIteration(IterationContract.LIVE);

        Await.collectedUntil(
                "the dropped one is found", () -> ring.records().stream().anyMatch(TransitionRecord::leaked));

        assertThat(map.tracer().alive()).isEmpty();
        assertThat(map.stats().allIterations().leaked()).isEqualTo(1);
        assertThat(ring.records().stream().filter(TransitionRecord::leaked)).hasSize(1);
        assertThat(map.stats().allIterations().open()).isZero();
    }

    /** A view's iterator has no close: leaving its loop early is nothing to report, and keeps nothing. */
    @Test
    void aViewThatIsLeftEarlyIsReleasedQuietly() {
        trace();
        map.values().iterator().next();

        Await.collectedUntil("it is found", () -> states().contains(RELEASED));

        assertThat(states()).containsExactly(CREATED, WALKING, RELEASED);
        assertThat(ring.records()).noneMatch(TransitionRecord::leaked);
    }

    /** A key whose hashing lasts for whole collections, in which its remover must not be found unreachable. */
    private static final class SlowKey {
        private static final int COLLECTIONS = 5;

        private final StillMap<SlowKey, Integer> map;

        private boolean armed;

        private long leakedMeanwhile = -1;

        SlowKey(StillMap<SlowKey, Integer> map) {
            this.map = map;
        }

        @Override
        public int hashCode() {
            if (armed) {
                for (int i = 0; i < COLLECTIONS; i++) {
                    WeakReference<Object> marker = new WeakReference<>(new Object());
                    Await.collectedUntil("a collection", () -> marker.get() == null);
                }
                leakedMeanwhile = map.stats().allIterations().leaked();
            }
            return 1;
        }
    }

    private static void removeFirst(StillMap<SlowKey, Integer> map) {
        Iteration<SlowKey, Integer> each = map.iterate(IterationContract.LIVE);
        each.next();
        each.tryRemove();
    }

    /** Seen red without the fence of {@code MapIteration.tryRemove}, on 17 and 25. */
    @Test
    void anIterationIsNoLeakDuringItsLastStep() {
        StillMap<SlowKey, Integer> slow = new StillMap<>();
        SlowKey key = new SlowKey(slow);
        // Only compiled code gives up a reference before its method ends.
        for (int i = 0; i < 30_000; i++) {
            slow.put(key, 1);
            removeFirst(slow);
        }
        Await.collectedUntil(
                "those are found", () -> slow.stats().allIterations().open() == 0);
        long leaked = slow.stats().allIterations().leaked();
        slow.put(key, 1);
        key.armed = true;

        removeFirst(slow);

        assertThat(key.leakedMeanwhile).isEqualTo(leaked);
    }

    @Test
    void nothingInUseIsReleasedInAStormOfCollections() throws Exception {
        trace();
        AtomicBoolean done = new AtomicBoolean();
        Background<Void> storm = Background.start(() -> {
            while (!done.get()) {
                System.gc();
            }
            return null;
        });
        try {
            for (int round = 0; round < 100; round++) {
                int met = 0;
                for (Iterator<?> each = map.entrySet().iterator(); each.hasNext(); each.next()) {
                    met++;
                }
                for (Iterator<?> each = map.iterate(IterationContract.values()[round & 1]);
                        each.hasNext();
                        each.next()) {
                    met++;
                }
                met += (int) map.snapshot().values().stream().count();
                met += (int) map.snapshot().keySet().parallelStream()
                        .map(key -> key)
                        .filter(key -> key >= 0)
                        .count();
                assertThat(met).isEqualTo(4 * SIZE);
            }
        } finally {
            done.set(true);
            storm.await();
        }
        assertThat(map.stats().allIterations().leaked()).isZero();
        assertThat(ring.records().stream()
                        .filter(record -> record.watched() != Watched.SNAPSHOT)
                        .filter(record -> record.to() == RELEASED && record.from() != EXHAUSTED))
                .isEmpty();
        assertThat(illegal).isEmpty();
    }

    /** The only thing left of a snapshot is an entry: it vouches for it until it goes too. */
    @Test
    void anEntryKeepsItsSnapshotFromBeingReleased() {
        trace();
        Map.Entry<Integer, Integer> entry = map.snapshot().entrySet().iterator().next();
        dropAnIteration(IterationContract.LIVE);
        Await.collectedUntil(
                "a later one is found", () -> map.stats().allIterations().leaked() == 1);
        assertThat(map.stats().snapshots().leaked()).isZero();
        assertThat(entry.getValue()).isEqualTo(entry.getKey());
        entry = null;
        Await.collectedUntil(
                "the snapshot is found", () -> map.stats().snapshots().leaked() == 1);
        // Counted first, reported then.
        Await.until(
                "both are reported",
                () -> ring.records().stream().filter(TransitionRecord::leaked).count() == 2);
    }
}
