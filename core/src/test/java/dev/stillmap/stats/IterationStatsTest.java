package dev.stillmap.stats;

import static dev.stillmap.IterationContract.EXCLUSIVE;
import static dev.stillmap.IterationContract.FAIL_FAST;
import static dev.stillmap.IterationContract.LIVE;
import static dev.stillmap.IterationContract.SNAPSHOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.Await;
import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.SnapshotExpiredException;
import dev.stillmap.StillMap;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IterationStatsTest {

    private StillMap<Integer, Integer> map = filled(new StillMap<>());

    private static StillMap<Integer, Integer> filled(StillMap<Integer, Integer> map) {
        IntStream.range(0, 100).forEach(key -> map.put(key, key));
        return map;
    }

    @AfterEach
    void theSumsAgree() {
        for (IterationContract contract : IterationContract.values()) {
            IterationStats of = map.stats().iterations(contract);
            assertThat(of.opened())
                    .isEqualTo(of.completed() + of.closed() + of.changed() + of.expired() + of.leaked() + of.open());
        }
        map.verify();
    }

    @ParameterizedTest
    @EnumSource
    void thoseThatCameToTheirEnd(IterationContract contract) {
        map.iterate(contract).forEachRemaining(entry -> {});
        assertThat(map.stats().iterations(contract)).isEqualTo(new IterationStats(1, 1, 0, 0, 0, 0, 0));
        assertThat(map.stats().allIterations().opened()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void thoseThatAreOpenAndThenClosed(IterationContract contract) {
        try (Iteration<Integer, Integer> each = map.iterate(contract)) {
            each.next();
            assertThat(map.stats().iterations(contract)).isEqualTo(new IterationStats(1, 0, 0, 0, 0, 0, 1));
        }
        assertThat(map.stats().iterations(contract)).isEqualTo(new IterationStats(1, 0, 1, 0, 0, 0, 0));
    }

    @Test
    void aCloseAfterTheEndIsNone() {
        try (Iteration<Integer, Integer> each = map.iterate(LIVE)) {
            each.forEachRemaining(entry -> {});
        }
        assertThat(map.stats().iterations(LIVE)).isEqualTo(new IterationStats(1, 1, 0, 0, 0, 0, 0));
    }

    @Test
    void thoseThatFoundAChange() {
        try (Iteration<Integer, Integer> each = map.iterate(FAIL_FAST)) {
            map.put(-1, 1);
            assertThatThrownBy(each::next).isInstanceOf(ConcurrentModificationException.class);
        }
        assertThat(map.stats().iterations(FAIL_FAST)).isEqualTo(new IterationStats(1, 0, 0, 1, 0, 0, 0));
    }

    @Test
    void thoseWhoseSnapshotExpired() {
        map = filled(StillMap.<Integer, Integer>builder().maxRetainedBytes(1).build());
        try (Iteration<Integer, Integer> each = map.iterate(SNAPSHOT)) {
            IntStream.range(0, 100).forEach(key -> map.put(key, 0));
            assertThatThrownBy(each::next).isInstanceOf(SnapshotExpiredException.class);
        }
        assertThat(map.stats().iterations(SNAPSHOT)).isEqualTo(new IterationStats(1, 0, 0, 0, 1, 0, 0));
        assertThat(map.stats().snapshots().expired()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void thoseThatWereDropped(IterationContract contract) {
        map.iterate(contract).next();
        Await.collectedUntil(
                "it is found", () -> map.stats().iterations(contract).leaked() == 1);
        assertThat(map.stats().iterations(contract)).isEqualTo(new IterationStats(1, 0, 0, 0, 0, 1, 0));
    }

    @Test
    void aListenerIsToldOfEachEnd() {
        List<String> told = new ArrayList<>();
        MapListener listener = new MapListener() {
            @Override
            public void iterationEnded(IterationContract contract, IterationOutcome outcome, long nanos) {
                assertThat(nanos).isPositive();
                told.add(contract + " " + outcome);
            }
        };
        map.addListener(listener);
        map.addListener(listener);
        map.iterate(LIVE).forEachRemaining(entry -> {});
        map.iterate(SNAPSHOT).close();
        map.removeListener(listener);
        map.iterate(EXCLUSIVE).close();
        assertThat(told).containsExactly("LIVE COMPLETED", "SNAPSHOT CLOSED");
    }

    @Test
    void aListenerThatFailsIsAlone() {
        List<IterationOutcome> told = new ArrayList<>();
        map.addListener(new MapListener() {
            @Override
            public void iterationEnded(IterationContract contract, IterationOutcome outcome, long nanos) {
                throw new IllegalStateException("mine");
            }
        });
        map.addListener(new MapListener() {
            @Override
            public void iterationEnded(IterationContract contract, IterationOutcome outcome, long nanos) {
                told.add(outcome);
            }
        });
        map.iterate(LIVE).forEachRemaining(entry -> {});
        map.iterate(LIVE).close();
        assertThat(told).containsExactly(IterationOutcome.COMPLETED, IterationOutcome.CLOSED);
    }
}
