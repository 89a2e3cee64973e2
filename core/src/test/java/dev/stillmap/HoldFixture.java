package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.IterationLock.Hold;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What tests of holds share. Its methods are for {@code import static}. */
final class HoldFixture {
    /** Never over while a test runs. */
    static final IterationLock LONG = IterationLock.defaults().blockTime(Duration.ofHours(1));

    static final int KEYS = 60;

    private HoldFixture() {}

    static StillMap<Integer, Integer> map() {
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

    static boolean runsFunctionFirst(Operation<Integer, Integer> operation) {
        return operation.name().startsWith("compute");
    }

    /** Entry by entry: a refusing hold that is asked for its size refuses all writes from then on. */
    static Map<Integer, Integer> walked(Hold<Integer, Integer> hold) {
        Map<Integer, Integer> met = new HashMap<>();
        for (Map.Entry<Integer, Integer> entry : hold.entrySet()) {
            met.put(entry.getKey(), entry.getValue());
        }
        return met;
    }

    static void assertNothingIsOpen(StillMap<?, ?> map) {
        assertThat(map.stats().holds().open()).isZero();
        assertThat(map.stats().snapshots().open()).isZero();
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
        map.verify();
    }

    static void inBackground(Runnable action) throws Exception {
        Background.start(() -> {
                    action.run();
                    return null;
                })
                .await();
    }
}
