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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.IterationLock.Hold;
import dev.stillmap.IterationLock.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A hold with {@link Policy#REFUSE}: what it has shown stays, what it has not is writable.
 *
 * <p>Seen red without the freezing in {@code BucketWalker.readFrozen} (it refuses nothing).
 */
class RefusingHoldTest {
    @ParameterizedTest
    @MethodSource("dev.stillmap.HoldFixture#operations")
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
                } else if (runsFunctionFirst(operation)) {
                    assertEndsOrIsRefused(other);
                } else {
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

    /** What reserves its bucket before it knows that it changes nothing may be refused; it must not be under way for longer. */
    private static void assertEndsOrIsRefused(Background<Object> operation) throws Exception {
        try {
            operation.await();
        } catch (BucketLockedException refused) {
            assertThat(refused).hasMessageContaining(Thread.currentThread().getName());
        }
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
        assertThat(map.stats().table().growthsStarted()).isPositive();
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
}
