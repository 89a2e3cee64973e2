package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.IterationLock.Hold;
import dev.stillmap.IterationLock.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a hold keeps back, whom, and for how long; what it shows meanwhile.
 *
 * <p>Seen red, with each of these taken out of the sources: the guards' bit in {@code Epochs.install} and the look at
 * the guards in {@code Writes.commit} (no write waits); that in {@code Batch.write} (a batch does not wait); {@code
 * owner != Thread.currentThread()} in {@code Hold.keepsBack} (the holder waits for itself); the deadline in {@code
 * HoldQueue.awaitEnd} (writers wait on); the freezing in {@code BucketWalker.readFrozen} (a refusing hold refuses
 * nothing); the waiting for writers in {@code HoldQueue.letGo} (the next hold begins before them); {@code
 * pass.hasWaited()} in {@code HoldQueue.await} (a write waits for two).
 */
class IterationLockTest {
    static final IterationLock LONG = IterationLock.defaults().blockTime(Duration.ofHours(1));

    private static final int KEYS = 60;

    private static StillMap<Integer, Integer> map() {
        StillMap<Integer, Integer> map = StillMap.<Integer, Integer>builder()
                .iterationOrder(IterationOrder.ascending())
                .build();
        for (int key = 0; key < KEYS; key++) {
            map.put(key, key);
        }
        return map;
    }

    static Stream<Operation<Integer, Integer>> operations() {
        // Holds wait for holds, whether or not anything changes.
        return Operation.<Integer, Integer>all().stream()
                .filter(operation -> !operation.name().startsWith("hold"));
    }

    private static boolean runsFunctionFirst(Operation<Integer, Integer> operation) {
        return operation.name().startsWith("compute");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyWriteWaitsForTheHoldAndNothingElseDoes(Operation<Integer, Integer> operation) throws Exception {
        for (int key : new int[] {5, 1_000}) {
            StillMap<Integer, Integer> calm = map();
            Object result = operation.action().call(calm, key, 77);
            boolean changes = !calm.equals(map());
            StillMap<Integer, Integer> map = map();
            Background<Object> other;
            Hold<Integer, Integer> hold = map.lockForIteration(LONG);
            try (hold) {
                other = Background.start(() -> operation.action().call(map, key, 77));
                if (changes) {
                    Await.waiting(other.thread());
                    assertThat(map).isEqualTo(map());
                } else if (!runsFunctionFirst(operation)) {
                    assertThat(other.await()).isEqualTo(result);
                }
                assertThat(hold).isEqualTo(map());
            }
            assertThat(other.await()).isEqualTo(result);
            assertThat(hold.isExclusive()).isTrue();
            assertThat(map).isEqualTo(calm);
            assertNothingIsOpen(map);
        }
    }

    /** The block time is over before the operation begins. */
    @ParameterizedTest
    @MethodSource("operations")
    void afterTheBlockTimeEveryWriteGoesOnAndTheHoldIsASnapshot(Operation<Integer, Integer> operation)
            throws Exception {
        for (Policy policy : List.of(Policy.WAIT, Policy.REFUSE)) {
            StillMap<Integer, Integer> calm = map();
            Object result = operation.action().call(calm, 5, 77);
            boolean changes = !calm.equals(map());
            StillMap<Integer, Integer> map = map();
            AtomicInteger told = new AtomicInteger();
            Hold<Integer, Integer> hold =
                    map.lockForIteration(LONG.policy(policy).blockTime(Duration.ZERO));
            try (hold) {
                hold.onDegrade(told::incrementAndGet);
                assertThat(walked(hold)).isEqualTo(map());

                assertThat(Background.start(() -> operation.action().call(map, 5, 77))
                                .await())
                        .isEqualTo(result);

                assertThat(map).isEqualTo(calm);
                assertThat(hold).isEqualTo(map());
            }
            if (!runsFunctionFirst(operation)) {
                assertThat(hold.isExclusive()).isEqualTo(!changes);
                assertThat(told).hasValue(changes ? 1 : 0);
                assertThat(map.stats().holdsDegraded()).isEqualTo(changes ? 1 : 0);
            }
            assertNothingIsOpen(map);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void theHolderWritesAndCopies(Operation<Integer, Integer> operation) {
        StillMap<Integer, Integer> calm = map();
        Object result = operation.action().call(calm, 5, 77);
        StillMap<Integer, Integer> map = map();
        Hold<Integer, Integer> hold = map.lockForIteration(LONG);
        try (hold) {
            assertThat(operation.action().call(map, 5, 77)).isEqualTo(result);

            assertThat(map).isEqualTo(calm);
            assertThat(hold).isEqualTo(map());
        }
        assertThat(hold.isExclusive()).isTrue();
        assertNothingIsOpen(map);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatARefusingHoldHasShownStays(Operation<Integer, Integer> operation) throws Exception {
        for (int key : new int[] {5, 1_000}) {
            StillMap<Integer, Integer> calm = map();
            Object result = operation.action().call(calm, key, 77);
            boolean changes = !calm.equals(map());
            StillMap<Integer, Integer> map = map();
            Hold<Integer, Integer> hold = map.lockForIteration(LONG.policy(Policy.REFUSE));
            try (hold) {
                assertThat(walked(hold)).isEqualTo(map());

                Background<Object> other =
                        Background.start(() -> operation.action().call(map, key, 77));
                if (changes) {
                    assertThatThrownBy(other::await)
                            .isInstanceOf(BucketLockedException.class)
                            .hasMessageContaining(Thread.currentThread().getName());
                } else if (!runsFunctionFirst(operation)) {
                    assertThat(other.await()).isEqualTo(result);
                }

                assertThat(map).isEqualTo(map());
                assertThat(walked(hold)).isEqualTo(map());
                assertThat(hold.isExclusive()).isTrue();
            }
            assertThat(operation.action().call(map, key, 77)).isEqualTo(result);
            assertThat(map).isEqualTo(calm);
            assertNothingIsOpen(map);
        }
    }

    /** Entry by entry: a refusing hold that is asked for its size refuses all writes from then on. */
    private static Map<Integer, Integer> walked(Hold<Integer, Integer> hold) {
        Map<Integer, Integer> met = new HashMap<>();
        for (Map.Entry<Integer, Integer> entry : hold.entrySet()) {
            met.put(entry.getKey(), entry.getValue());
        }
        return met;
    }

    private static void assertNothingIsOpen(StillMap<?, ?> map) {
        assertThat(map.stats().holdsOpen()).isZero();
        assertThat(map.stats().snapshotsOpen()).isZero();
        assertThat(map.stats().retainedBytes()).isZero();
        map.verify();
    }

    private static void inBackground(Runnable action) throws Exception {
        Background.start(() -> {
                    action.run();
                    return null;
                })
                .await();
    }

    @Test
    void aRefusingHoldLetsBucketsAheadBeWrittenAndShowsThem() throws Exception {
        for (int behind = 0; behind < KEYS; behind++) {
            StillMap<Integer, Integer> map = map();
            Map<Integer, Integer> shown = new HashMap<>();
            List<Integer> refused = new ArrayList<>();
            Hold<Integer, Integer> hold = map.lockForIteration(LONG.policy(Policy.REFUSE));
            try (hold) {
                for (Map.Entry<Integer, Integer> entry : hold.entrySet()) {
                    shown.put(entry.getKey(), entry.getValue());
                    if (shown.size() == behind) {
                        for (int key = 0; key < KEYS; key++) {
                            int written = key;
                            try {
                                inBackground(() -> map.put(written, -written));
                            } catch (BucketLockedException expected) {
                                refused.add(key);
                            }
                        }
                    }
                }
            }
            assertThat(refused.size()).isBetween(behind, behind + 20);
            assertThat(shown).isEqualTo(map).hasSize(KEYS);
            refused.forEach(key -> assertThat(map).containsEntry(key, key));
            assertThat(hold.isExclusive()).isTrue();
            assertNothingIsOpen(map);
        }
    }

    @Test
    void aRefusingHoldThatDegradesOnItsWayShowsTheInstantAtWhichItDid() throws Exception {
        for (int shownBefore = 1; shownBefore < KEYS; shownBefore++) {
            StillMap<Integer, Integer> map = map();
            Map<Integer, Integer> shown = new HashMap<>();
            Hold<Integer, Integer> hold =
                    map.lockForIteration(LONG.policy(Policy.REFUSE).blockTime(Duration.ZERO));
            try (hold) {
                for (Map.Entry<Integer, Integer> entry : hold.entrySet()) {
                    shown.put(entry.getKey(), entry.getValue());
                    if (shown.size() == shownBefore) {
                        // The first of these that is behind degrades it, and the map grows afterwards.
                        inBackground(() -> {
                            map.put(entry.getKey(), -1);
                            for (int key = KEYS; key < 20 * KEYS; key++) {
                                map.put(key, key);
                            }
                            map.replaceAll((key, value) -> -1);
                        });
                    }
                }
            }
            assertThat(shown).isEqualTo(map());
            assertThat(hold.isExclusive()).isFalse();
            assertNothingIsOpen(map);
        }
    }

    @Test
    void aRefusingHoldFollowsTheTableWhileItGrows() throws Exception {
        StillMap<Integer, Integer> map = map();
        Map<Integer, Integer> shown = new HashMap<>();
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG.policy(Policy.REFUSE))) {
            AtomicInteger next = new AtomicInteger(KEYS);
            for (Map.Entry<Integer, Integer> entry : hold.entrySet()) {
                assertThat(shown.put(entry.getKey(), entry.getValue())).isNull();
                inBackground(() -> {
                    for (int i = 0; i < 40 && next.get() < 40 * KEYS; i++) {
                        int key = next.getAndIncrement();
                        try {
                            map.put(key, key);
                        } catch (BucketLockedException behind) {
                            assertThat(hold.isExclusive()).isTrue();
                        }
                    }
                });
            }
            assertThat(shown).isEqualTo(map);
            assertThat(hold.isExclusive()).isTrue();
        }
        assertThat(map.stats().growthsStarted()).isPositive();
        assertNothingIsOpen(map);
    }

    @Test
    void lookupsByARefusingHoldFreezeWhatTheyHaveShown() throws Exception {
        StillMap<Integer, Integer> map = map();
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG.policy(Policy.REFUSE))) {
            inBackground(() -> map.put(7, 70));
            assertThat(hold.get(7)).isEqualTo(70);
            assertThatExceptionOfType(BucketLockedException.class).isThrownBy(() -> inBackground(() -> map.put(7, 71)));
            assertThat(hold.get(7)).isEqualTo(70);
        }
        inBackground(() -> map.put(7, 71));
        assertThat(map).containsEntry(7, 71);
    }

    @Test
    void theHolderOfARefusingHoldSeesItsOwnWrites() {
        StillMap<Integer, Integer> map = map();
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG.policy(Policy.REFUSE))) {
            assertThat(hold.get(7)).isEqualTo(7);
            map.put(7, 70);
            assertThat(hold.get(7)).isEqualTo(70);
            assertThat(hold).hasSize(KEYS);
            map.put(7, 700);
            assertThat(hold.get(7)).as("after an instant was taken").isEqualTo(70);
        }
    }

    @Test
    void aCopyingHoldIsASnapshotThatNobodyWaitsFor() throws Exception {
        StillMap<Integer, Integer> map = map();
        AtomicInteger told = new AtomicInteger();
        try (Hold<Integer, Integer> exclusive = map.lockForIteration(LONG);
                Hold<Integer, Integer> hold = Background.start(() -> map.lockForIteration(LONG.policy(Policy.COPY)))
                        .await()) {
            hold.onDegrade(told::incrementAndGet);
            assertThat(told).hasValue(1);
            assertThat(hold.isExclusive()).isFalse();
            assertThat(hold).isEqualTo(exclusive);
        }
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG.policy(Policy.COPY))) {
            inBackground(map::clear);
            assertThat(hold).isEqualTo(map());
        }
        assertThat(map).isEmpty();
    }

    static Stream<IterationScope> scopesOfSeven() {
        return Stream.of(
                IterationScope.keys(Set.of(7)),
                IterationScope.keys(List.of(7, 7, 100_000)),
                IterationScope.region(1, part -> true),
                IterationScope.region(1 << 16, part -> true),
                IterationScope.wholeMap());
    }

    @ParameterizedTest
    @MethodSource("scopesOfSeven")
    void aWriteInTheScopeWaits(IterationScope scope) throws Exception {
        StillMap<Integer, Integer> map = map();
        Background<Integer> writer;
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG.scope(scope))) {
            writer = Background.start(() -> map.put(7, 70));
            Await.waiting(writer.thread());
            assertThat(hold).isEqualTo(map());
        }
        assertThat(writer.await()).isEqualTo(7);
    }

    @Test
    void aWriteOutsideOfTheScopeGoesOnAndIsNotShown() throws Exception {
        StillMap<Integer, Integer> map = map();
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG.scope(IterationScope.keys(Set.of(7))))) {
            inBackground(() -> {
                for (int key = 0; key < 2_000; key++) {
                    if (key != 7) {
                        map.put(key, -1);
                        map.batch(Set.of(key)).put(key, -2).commit();
                        map.merge(key, -1, Integer::sum);
                    }
                }
            });
            assertThat(hold).isEqualTo(map());
            assertThat(hold.isExclusive()).isTrue();
        }
        assertThat(map).hasSize(2_000).containsEntry(7, 7).containsEntry(8, -3);
        map.verify();
    }

    /** Each key is kept back by exactly one of the regions that divide the table, whatever its size. */
    @Test
    void regionsDivideTheTable() throws Exception {
        for (int buckets : new int[] {KEYS, 10 * KEYS}) {
            StillMap<Integer, Integer> map = map();
            for (int key = KEYS; key < buckets; key++) {
                map.put(key, key);
            }
            int kept = 0;
            for (int part = 0; part < 4; part++) {
                int held = part;
                try (Hold<Integer, Integer> hold = map.lockForIteration(
                        LONG.policy(Policy.REFUSE).scope(IterationScope.region(4, p -> p == held)))) {
                    assertThat(hold).hasSize(buckets);
                    for (int key = 0; key < buckets; key++) {
                        int written = key;
                        try {
                            inBackground(() -> map.put(written, written));
                        } catch (BucketLockedException inTheRegion) {
                            kept++;
                        }
                    }
                }
            }
            assertThat(kept).isEqualTo(buckets);
        }
    }

    @Test
    void holdsOfScopesThatDoNotMeetAreInForceAtOnce() throws Exception {
        StillMap<Integer, Integer> map = map();
        try (Hold<Integer, Integer> seven = map.lockForIteration(LONG.scope(IterationScope.keys(Set.of(7))));
                Hold<Integer, Integer> eight = Background.start(
                                () -> map.lockForIteration(LONG.scope(IterationScope.keys(Set.of(8)))))
                        .await()) {
            assertThat(Background.start(() -> map.tryLockForIteration(
                                    Duration.ZERO, LONG.scope(IterationScope.keys(List.of(6, 7, 9)))))
                            .await())
                    .isEmpty();
            assertThat(seven.isExclusive()).isTrue();
            assertThat(eight.isExclusive()).isTrue();
        }
    }

    @Test
    void scopesAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> IterationScope.keys(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> IterationScope.region(8, part -> false));
        assertThatIllegalArgumentException().isThrownBy(() -> IterationScope.region(3, part -> true));
        assertThatIllegalArgumentException().isThrownBy(() -> IterationScope.region(0, part -> true));
        assertThatIllegalArgumentException().isThrownBy(() -> IterationScope.region(1 << 17, part -> true));
        assertThatThrownBy(() -> IterationScope.keys(Collections.singleton(null)))
                .isInstanceOf(NullPointerException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> LONG.blockTime(Duration.ofNanos(-1)));
        assertThat(LONG.scope(IterationScope.region(8, part -> part < 3))).hasToString("WAIT for PT1H, 3 of 8 parts");
        assertThat(IterationLock.defaults()).hasToString("WAIT for PT0.05S, all keys");
    }

    @Test
    void nullsAreRefused() {
        StillMap<Integer, Integer> map = map();
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG)) {
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> map.iterate(null),
                    () -> map.iterate(IterationContract.EXCLUSIVE, null),
                    () -> map.lockForIteration(null),
                    () -> map.tryLockForIteration(null),
                    () -> map.tryLockForIteration(Duration.ZERO, null),
                    () -> LONG.blockTime(null),
                    () -> LONG.policy(null),
                    () -> LONG.scope(null),
                    () -> IterationScope.keys(null),
                    () -> IterationScope.region(2, null),
                    () -> IterationPriority.NORMAL.run(null),
                    () -> IterationPriority.NORMAL.supply(null),
                    () -> hold.onDegrade(null),
                    () -> hold.get(null))) {
                assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
            }
        }
        assertNothingIsOpen(map);
    }

    @Test
    void aBatchWaitsAsAWhole() throws Exception {
        StillMap<Integer, Integer> map = map();
        Background<Object> batch;
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG.scope(IterationScope.keys(Set.of(7))))) {
            batch = Background.start(() -> {
                map.batch().put(7, 70).merge(8, 80, Integer::sum).remove(9).commit();
                return null;
            });
            Await.waiting(batch.thread());
            assertThat(map).isEqualTo(map()).isEqualTo(hold);
        }
        batch.await();
        assertThat(map).containsEntry(7, 70).containsEntry(8, 88).doesNotContainKey(9);
        map.verify();
    }

    @Test
    void aBatchWithoutFunctionsWaitsAsAWhole() throws Exception {
        StillMap<Integer, Integer> map = map();
        Background<Object> batch;
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG.scope(IterationScope.keys(Set.of(7))))) {
            batch = Background.start(() -> {
                map.batch().put(7, 70).put(8, 80).remove(9).commit();
                return null;
            });
            Await.waiting(batch.thread());
            assertThat(map).isEqualTo(map()).isEqualTo(hold);
        }
        batch.await();
        assertThat(map).containsEntry(7, 70).containsEntry(8, 80).doesNotContainKey(9);
        map.verify();
    }

    /** A bucket that carries the current epoch's stamp is written without a look at the epoch itself. */
    @Test
    void aWriteToWhatTheHolderHasWrittenWaitsToo() throws Exception {
        StillMap<Integer, Integer> map = map();
        Background<Integer> writer;
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG)) {
            for (int key = 0; key < KEYS; key++) {
                map.put(key, -1);
            }
            writer = Background.start(() -> map.put(7, 70));
            Await.waiting(writer.thread());
            assertThat(map).containsEntry(7, -1);
            assertThat(hold).isEqualTo(map());
        }
        assertThat(writer.await()).isEqualTo(-1);
    }

    @Test
    void aRefusedBatchWritesNothingAndRunsNoFunction() throws Exception {
        StillMap<Integer, Integer> map = map();
        AtomicInteger ran = new AtomicInteger();
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG.policy(Policy.REFUSE))) {
            assertThat(hold.get(7)).isEqualTo(7);
            assertThatExceptionOfType(BucketLockedException.class)
                    .isThrownBy(() -> inBackground(() -> map.batch()
                            .put(1_000, 1)
                            .merge(7, 70, (old, given) -> ran.incrementAndGet())
                            .commit()));
        }
        assertThat(ran).hasValue(0);
        assertThat(map).isEqualTo(map());
        map.verify();
    }

    @Test
    void aFunctionThatRunsWhileAHoldBeginsWritesAfterIt() throws Exception {
        StillMap<Integer, Integer> map = map();
        Background<Integer> writer;
        var inside = new java.util.concurrent.CountDownLatch(1);
        var go = new java.util.concurrent.CountDownLatch(1);
        writer = Background.start(() -> map.compute(7, (key, old) -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return -1;
        }));
        inside.await();
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG)) {
            go.countDown();
            Await.waiting(writer.thread());
            Await.until(
                    "the writer waits for the hold",
                    () -> Stream.of(writer.thread().getStackTrace())
                            .anyMatch(frame -> frame.getClassName().endsWith("HoldQueue")));
            assertThat(hold).isEqualTo(map()).isEqualTo(map);
        }
        assertThat(writer.await()).isEqualTo(-1);
        assertThat(map).containsEntry(7, -1);
        map.verify();
    }

    /** Whether it waits first, or comes too late to. */
    @Test
    void aWriterThatWaitsGoesOnWhenTheBlockTimeIsOver() throws Exception {
        for (int millis = 0; millis < 20; millis++) {
            StillMap<Integer, Integer> map = map();
            try (Hold<Integer, Integer> hold = map.lockForIteration(LONG.blockTime(Duration.ofMillis(millis)))) {
                inBackground(() -> map.put(7, 70));
                assertThat(hold).isEqualTo(map());
                assertThat(hold.isExclusive()).isFalse();
            }
            assertNothingIsOpen(map);
        }
    }

    @Test
    void anInterruptedWriterGoesOnAndStaysInterrupted() throws Exception {
        StillMap<Integer, Integer> map = map();
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG)) {
            Background<Boolean> writer = Background.start(() -> {
                map.put(7, 70);
                return Thread.interrupted();
            });
            Await.waiting(writer.thread());
            writer.thread().interrupt();
            assertThat(writer.await()).isTrue();
            assertThat(hold.isExclusive()).isFalse();
            assertThat(hold).isEqualTo(map());
        }
        assertThat(map).containsEntry(7, 70);
        assertNothingIsOpen(map);
    }

    @Test
    void aThreadInterruptedWhileItWaitsForAHoldGetsASnapshot() throws Exception {
        StillMap<Integer, Integer> map = map();
        try (Hold<Integer, Integer> first = map.lockForIteration(LONG)) {
            Background<Boolean> other = Background.start(() -> {
                try (Hold<Integer, Integer> second = map.lockForIteration(LONG)) {
                    assertThat(second).isEqualTo(map());
                    return Thread.interrupted() && !second.isExclusive();
                }
            });
            Await.waiting(other.thread());
            other.thread().interrupt();
            assertThat(other.await()).isTrue();
            assertThat(first.isExclusive()).isTrue();
        }
        assertNothingIsOpen(map);
    }

    @Test
    void aTryEndsWithItsTimeOrAnInterruptAndLeavesTheQueue() throws Exception {
        StillMap<Integer, Integer> map = map();
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG)) {
            for (Duration timeout : List.of(Duration.ofDays(-1), Duration.ZERO, Duration.ofMillis(5))) {
                assertThat(Background.start(() -> map.tryLockForIteration(timeout))
                                .await())
                        .isEmpty();
            }
            Background<Optional<Hold<Integer, Integer>>> other =
                    Background.start(() -> map.tryLockForIteration(Duration.ofSeconds(Long.MAX_VALUE)));
            Await.waiting(other.thread());
            other.thread().interrupt();
            assertThatThrownBy(other::await).isInstanceOf(InterruptedException.class);
            assertThat(hold.isExclusive()).isTrue();
        }
        try (Hold<Integer, Integer> hold =
                map.tryLockForIteration(Duration.ZERO).orElseThrow()) {
            assertThat(hold).isEqualTo(map());
        }
        Background<Optional<Hold<Integer, Integer>>> interrupted = Background.start(() -> {
            Thread.currentThread().interrupt();
            return map.tryLockForIteration(Duration.ofDays(1));
        });
        assertThatThrownBy(interrupted::await).isInstanceOf(InterruptedException.class);
        assertNothingIsOpen(map);
    }

    @Test
    void theNextHoldWaitsForTheBlockTimeOfTheFirstAndNoLonger() throws Exception {
        StillMap<Integer, Integer> map = map();
        try (Hold<Integer, Integer> first = map.lockForIteration(LONG.blockTime(Duration.ofMillis(1)));
                Hold<Integer, Integer> second =
                        Background.start(() -> map.lockForIteration(LONG)).await()) {
            assertThat(first.isExclusive()).isFalse();
            assertThat(second.isExclusive()).isTrue();
            assertThat(first).isEqualTo(second);
        }
        assertNothingIsOpen(map);
    }

    @Test
    void aThreadDoesNotWaitForItsOwnHolds() throws Exception {
        StillMap<Integer, Integer> map = map();
        Background<Integer> writer;
        try (Hold<Integer, Integer> outer = map.lockForIteration(LONG)) {
            map.put(7, 70);
            try (Hold<Integer, Integer> inner = map.lockForIteration(LONG)) {
                assertThat(inner).containsEntry(7, 70);
                assertThat(outer).containsEntry(7, 7);
            }
            writer = Background.start(() -> map.put(7, 700));
            Await.waiting(writer.thread());
            assertThat(outer.isExclusive()).isTrue();
        }
        assertThat(writer.await()).isEqualTo(70);
        assertNothingIsOpen(map);
    }

    /** It has the first hold before it and the second behind it: with the second it would have waited for two. */
    @ParameterizedTest
    @EnumSource(names = {"WAIT", "REFUSE"})
    void aWriteIsServedBeforeTheNextHoldBegins(Policy next) throws Exception {
        for (int i = 0; i < 200; i++) {
            StillMap<Integer, Integer> map = map();
            Hold<Integer, Integer> first = map.lockForIteration(LONG);
            Background<Integer> writer = Background.start(() -> map.put(7, 70));
            Await.waiting(writer.thread());
            Background<Map<Integer, Integer>> second = Background.start(() -> {
                try (Hold<Integer, Integer> hold = map.lockForIteration(LONG.policy(next))) {
                    return Map.copyOf(hold);
                }
            });
            Await.waiting(second.thread());
            first.close();

            assertThat(second.await()).containsEntry(7, 70);
            assertThat(writer.await()).isEqualTo(7);
            assertNothingIsOpen(map);
        }
    }

    /** It waits for the first of two that are in force, and lets the second degrade. */
    @Test
    void aWriteThatTwoHoldsKeepBackWaitsForOne() throws Exception {
        StillMap<Integer, Integer> map = map();
        Background<Object> batch;
        Hold<Integer, Integer> second;
        try (Hold<Integer, Integer> first = map.lockForIteration(LONG.scope(IterationScope.keys(Set.of(7))))) {
            second = map.lockForIteration(LONG.scope(IterationScope.keys(Set.of(8))));
            batch = Background.start(() -> {
                map.batch().put(7, 70).put(8, 80).commit();
                return null;
            });
            Await.waiting(batch.thread());
            assertThat(first.isExclusive()).isTrue();
            assertThat(second.isExclusive()).isTrue();
        }
        try (second) {
            batch.await();
            assertThat(second.isExclusive()).isFalse();
            assertThat(second).isEqualTo(map());
        }
        assertNothingIsOpen(map);
    }

    /** Between two holds of one thread those are served who waited for the first. */
    @Test
    void theSameThreadLetsWritersGoBeforeItsNextHold() throws Exception {
        StillMap<Integer, Integer> map = map();
        for (int i = 0; i < 200; i++) {
            int value = i;
            Hold<Integer, Integer> first = map.lockForIteration(LONG);
            Background<Integer> writer = Background.start(() -> map.put(7, value));
            Await.waiting(writer.thread());
            first.close();
            try (Hold<Integer, Integer> second = map.lockForIteration(LONG)) {
                assertThat(second).containsEntry(7, value);
            }
            writer.await();
        }
        assertNothingIsOpen(map);
    }

    @Test
    void anExclusiveIterationHoldsTheMapUntilItsEnd() throws Exception {
        StillMap<Integer, Integer> map = map();
        Background<Integer> writer;
        Map<Integer, Integer> met = new HashMap<>();
        try (Iteration<Integer, Integer> iteration = map.iterate(IterationContract.EXCLUSIVE)) {
            writer = Background.start(() -> map.put(7, 70));
            while (iteration.hasNext()) {
                Map.Entry<Integer, Integer> entry = iteration.next();
                met.put(entry.getKey(), entry.getValue());
                assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> entry.setValue(1));
            }
            // Not closed, but at its end.
            assertThat(writer.await()).isEqualTo(7);
            assertThat(map.stats().holdsOpen()).isZero();
        }
        assertThat(met).isEqualTo(map());
        assertNothingIsOpen(map);
    }

    @Test
    void anExclusiveIterationRemovesFromAnyThread() throws Exception {
        StillMap<Integer, Integer> map = map();
        try (Iteration<Integer, Integer> iteration = map.iterate(IterationContract.EXCLUSIVE)) {
            inBackground(() -> {
                while (iteration.hasNext()) {
                    iteration.next();
                    assertThat(iteration.tryRemove()).isTrue();
                }
            });
        }
        assertThat(map).isEmpty();
        assertThat(map.stats().holdsDegraded()).isZero();
        assertNothingIsOpen(map);
    }

    @Test
    void useAfterTheCloseIsAnError() {
        for (Policy policy : Policy.values()) {
            StillMap<Integer, Integer> map = map();
            Hold<Integer, Integer> hold = map.lockForIteration(LONG.policy(policy));
            var iterator = hold.entrySet().iterator();
            iterator.next();
            hold.close();
            hold.close();

            assertThatIllegalStateException().isThrownBy(() -> hold.get(7));
            assertThatIllegalStateException().isThrownBy(hold::size);
            assertThatIllegalStateException().isThrownBy(hold::isEmpty);
            assertThatIllegalStateException().isThrownBy(hold::keySet);
            assertThatIllegalStateException().isThrownBy(hold::entrySet);
            assertThatIllegalStateException().isThrownBy(hold::retain);
            assertThatIllegalStateException().isThrownBy(() -> hold.forEach((key, value) -> {}));
            assertThatIllegalStateException().isThrownBy(() -> hold.onDegrade(() -> {}));
            assertThatIllegalStateException().isThrownBy(() -> {
                while (iterator.hasNext()) {
                    iterator.next();
                }
            });
            assertThat(hold.isExclusive()).isEqualTo(policy != Policy.COPY);
            assertNothingIsOpen(map);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRetainedHandleOutlivesTheHoldAndKeepsNobodyBack(Policy policy) throws Exception {
        StillMap<Integer, Integer> map = map();
        Hold<Integer, Integer> hold = map.lockForIteration(LONG.policy(policy));
        try (Snapshot<Integer, Integer> retained = hold.retain()) {
            hold.close();
            inBackground(map::clear);
            assertThat(retained).isEqualTo(map());
        }
        assertNothingIsOpen(map);
    }

    @ParameterizedTest
    @EnumSource
    void aDroppedHoldIsFoundEndedAndCounted(Policy policy) throws Exception {
        StillMap<Integer, Integer> map = map();
        int size = map.lockForIteration(LONG.policy(policy)).size();

        Await.collectedUntil("the hold is found", () -> map.stats().holdsOpen() == 0);
        assertThat(size).isEqualTo(KEYS);
        assertThat(map.stats().holdsLeaked()).isEqualTo(1);
        inBackground(map::clear);
        assertNothingIsOpen(map);
    }

    /** Seen red with the hold, which the map and the cleaner keep, referring to its actions. */
    @Test
    void anActionThatRefersToItsHoldDoesNotKeepItFromBeingFound() {
        StillMap<Integer, Integer> map = map();
        Hold<Integer, Integer> hold = map.lockForIteration(LONG);
        hold.onDegrade(hold::size);
        hold = null;

        Await.collectedUntil("the hold is found", () -> map.stats().holdsLeaked() == 1);
        assertNothingIsOpen(map);
    }

    @Test
    void anExpiredHoldSaysSoAndKeepsNobodyBackForLong() throws Exception {
        StillMap<Integer, Integer> map =
                StillMap.<Integer, Integer>builder().maxRetainedBytes(1).build();
        map.putAll(map());
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG)) {
            map.put(7, 70);
            assertThatExceptionOfType(SnapshotExpiredException.class).isThrownBy(() -> hold.get(7));
        }
        inBackground(map::clear);
        assertNothingIsOpen(map);
    }

    @Test
    void whatAnActionThrowsReachesNoWriter() throws Exception {
        StillMap<Integer, Integer> map = map();
        AtomicInteger told = new AtomicInteger();
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG.blockTime(Duration.ZERO))) {
            hold.onDegrade(() -> {
                throw new IllegalStateException("an action's own");
            });
            hold.onDegrade(told::incrementAndGet);
            inBackground(() -> map.put(7, 70));
            assertThat(told).hasValue(1);
            hold.onDegrade(told::incrementAndGet);
            assertThat(told).hasValue(2);
        }
        assertThat(told).hasValue(2);
    }

    @Test
    void growthGoesOnUnderAHold() {
        StillMap<Integer, Integer> map = map();
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG)) {
            for (int key = KEYS; key < 20_000; key++) {
                map.put(key, key);
            }
            assertThat(hold).isEqualTo(map());
        }
        assertThat(map).hasSize(20_000);
        assertNothingIsOpen(map);
    }

    @Test
    void everyFigureMoves() {
        StillMap<Integer, Integer> map = map();
        var before = map.stats();
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG)) {
            assertThat(hold).hasSize(KEYS);
            var between = map.stats().minus(before);
            assertThat(between.holdsOpened()).isEqualTo(1);
            assertThat(between.holdsOpen()).isEqualTo(1);
            assertThat(between.snapshotsOpened()).isEqualTo(1);
        }
        var between = map.stats().minus(before);
        assertThat(between.holdsOpen()).isZero();
        assertThat(between.holdsDegraded()).isZero();
        assertThat(between.holdsLeaked()).isZero();
        assertThat(between.snapshotsClosed()).isEqualTo(1);
        map.lockForIteration(LONG.policy(Policy.COPY)).close();
        assertThat(map.stats().minus(before).holdsDegraded()).isEqualTo(1);
        assertThat(map.stats().minus(before).holdsOpened()).isEqualTo(2);
    }
}
