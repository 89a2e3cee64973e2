package dev.stillmap;

import static dev.stillmap.HoldFixture.KEYS;
import static dev.stillmap.HoldFixture.LONG;
import static dev.stillmap.HoldFixture.assertNothingIsOpen;
import static dev.stillmap.HoldFixture.inBackground;
import static dev.stillmap.HoldFixture.map;
import static dev.stillmap.HoldFixture.runsFunctionFirst;
import static dev.stillmap.HoldFixture.walked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.IterationLock.Hold;
import dev.stillmap.IterationLock.Policy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a hold keeps back, whom, and for how long; what it shows meanwhile.
 *
 * <p>Seen red, with each of these taken out of the sources: the guards' bit in {@code Epochs.install} and the look at
 * the guards in {@code Writes.commit} (no write waits); that in {@code Batch.write} (a batch does not wait); {@code
 * owner != Thread.currentThread()} in {@code Hold.keepsBack} (the holder waits for itself); the deadline in {@code
 * HoldQueue.awaitEnd} (writers wait on); the waiting for writers in {@code HoldQueue.letGo} (the next hold begins
 * before them); {@code pass.hasWaited()} in {@code HoldQueue.await} (a write waits for two).
 */
class IterationLockTest {
    @ParameterizedTest
    @MethodSource("dev.stillmap.HoldFixture#operations")
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
    @MethodSource("dev.stillmap.HoldFixture#operations")
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
                assertThat(map.stats().holds().degraded()).isEqualTo(changes ? 1 : 0);
            }
            assertNothingIsOpen(map);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.stillmap.HoldFixture#operations")
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

    /** With functions it waits before it reserves anything, without when it writes. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBatchWaitsAsAWhole(boolean runsFunctions) throws Exception {
        StillMap<Integer, Integer> map = map();
        Background<Object> batch;
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG.scope(IterationScope.keys(Set.of(7))))) {
            batch = Background.start(() -> {
                WriteBatch<Integer, Integer> writes = map.batch().put(7, 70).remove(9);
                (runsFunctions ? writes.merge(8, 72, Integer::sum) : writes.put(8, 80)).commit();
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
    void aFunctionThatRunsWhileAHoldBeginsWritesAfterIt() throws Exception {
        StillMap<Integer, Integer> map = map();
        Background<Integer> writer;
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
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
            for (Duration timeout : List.of(Duration.ofSeconds(Long.MIN_VALUE), Duration.ZERO, Duration.ofMillis(5))) {
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
            assertThat(map.stats().holds().open()).isZero();
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
        assertThat(map.stats().holds().degraded()).isZero();
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

        Await.collectedUntil("the hold is found", () -> map.stats().holds().open() == 0);
        assertThat(size).isEqualTo(KEYS);
        assertThat(map.stats().holds().leaked()).isEqualTo(1);
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

        Await.collectedUntil("the hold is found", () -> map.stats().holds().leaked() == 1);
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
            assertThat(between.holds().opened()).isEqualTo(1);
            assertThat(between.holds().open()).isEqualTo(1);
            assertThat(between.snapshots().opened()).isEqualTo(1);
        }
        var between = map.stats().minus(before);
        assertThat(between.holds().open()).isZero();
        assertThat(between.holds().degraded()).isZero();
        assertThat(between.holds().leaked()).isZero();
        assertThat(between.snapshots().closed()).isEqualTo(1);
        map.lockForIteration(LONG.policy(Policy.COPY)).close();
        assertThat(map.stats().minus(before).holds().degraded()).isEqualTo(1);
        assertThat(map.stats().minus(before).holds().opened()).isEqualTo(2);
    }
}
