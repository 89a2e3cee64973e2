package dev.stillmap;

import static dev.stillmap.HoldFixture.KEYS;
import static dev.stillmap.HoldFixture.LONG;
import static dev.stillmap.HoldFixture.inBackground;
import static dev.stillmap.HoldFixture.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.IterationLock.Hold;
import dev.stillmap.IterationLock.Policy;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose writes a hold of a scope keeps back, and which holds can be in force at once. */
class IterationScopeTest {
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
}
