package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where iterations begin: anywhere by default, repeatable on request. */
class IterationOrderTest {
    private static final String PROPERTY = "stillmap.iterationOrder";
    private static final int SIZE = 2_000;
    private static final int TRIES = 20;

    private static StillMap<Integer, Integer> fill(StillMap<Integer, Integer> map) {
        for (int i = 0; i < SIZE; i++) {
            map.put(i, i);
        }
        return map;
    }

    private static StillMap<Integer, Integer> mapOf(IterationOrder order) {
        return fill(StillMap.<Integer, Integer>builder().iterationOrder(order).build());
    }

    private static List<Integer> keys(
            StillMap<Integer, Integer> map, IterationContract contract, IterationOrder order) {
        List<Integer> keys = new ArrayList<>();
        try (Iteration<Integer, Integer> iteration = map.iterate(contract, order)) {
            iteration.forEachRemaining(entry -> keys.add(entry.getKey()));
        }
        assertThat(keys).hasSize(SIZE).doesNotHaveDuplicates();
        return keys;
    }

    @ParameterizedTest
    @EnumSource
    void randomDiffers(IterationContract contract) {
        StillMap<Integer, Integer> map = fill(new StillMap<>());
        Set<List<Integer>> orders = new HashSet<>();
        for (int i = 0; i < TRIES; i++) {
            orders.add(keys(map, contract, IterationOrder.random()));
        }
        // Over 300 buckets to begin with: that all twenty begin at one is out of the question.
        assertThat(orders).hasSizeGreaterThan(1);
    }

    @Test
    void viewsDifferByDefault() {
        StillMap<Integer, Integer> map = fill(new StillMap<>());
        Set<List<Integer>> orders = new HashSet<>();
        for (int i = 0; i < TRIES; i++) {
            orders.add(new ArrayList<>(map.keySet()));
        }
        assertThat(orders).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource
    void seededAndAscendingRepeat(IterationContract contract) {
        StillMap<Integer, Integer> map = fill(new StillMap<>());
        for (IterationOrder order : List.of(IterationOrder.seeded(42), IterationOrder.ascending())) {
            List<Integer> first = keys(map, contract, order);
            for (int i = 0; i < TRIES; i++) {
                assertThat(keys(map, contract, order)).isEqualTo(first);
            }
        }
        assertThat(keys(map, contract, IterationOrder.seeded(42)))
                .isEqualTo(keys(map, contract, IterationOrder.seeded(42)));
    }

    @Test
    void seedsDiffer() {
        StillMap<Integer, Integer> map = fill(new StillMap<>());
        Set<List<Integer>> orders = new HashSet<>();
        for (int seed = 0; seed < TRIES; seed++) {
            orders.add(keys(map, IterationContract.LIVE, IterationOrder.seeded(seed)));
        }
        assertThat(orders).hasSizeGreaterThan(TRIES / 2);
    }

    @Test
    void ascendingIsTheSameForBothContracts() {
        StillMap<Integer, Integer> map = fill(new StillMap<>());

        assertThat(keys(map, IterationContract.LIVE, IterationOrder.ascending()))
                .isEqualTo(keys(map, IterationContract.SNAPSHOT, IterationOrder.ascending()));
    }

    @Test
    void theBuildersOrderIsThatOfAllIterations() {
        StillMap<Integer, Integer> map = mapOf(IterationOrder.seeded(7));
        List<Integer> order = keys(map, IterationContract.LIVE, IterationOrder.seeded(7));

        for (int i = 0; i < TRIES; i++) {
            assertThat(map.keySet()).containsExactlyElementsOf(order);
            assertThat(map.values()).containsExactlyElementsOf(order);
            List<Integer> each = new ArrayList<>();
            map.forEach((key, value) -> each.add(key));
            assertThat(each).isEqualTo(order);
            try (Snapshot<Integer, Integer> snapshot = map.snapshot();
                    Iteration<Integer, Integer> iteration = map.iterate(IterationContract.SNAPSHOT)) {
                assertThat(snapshot.keySet()).containsExactlyElementsOf(order);
                assertThat(iteration)
                        .toIterable()
                        .extracting(entry -> entry.getKey())
                        .isEqualTo(order);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ascending", "seed:7", "seed:-3"})
    void theSystemPropertyIsReadWhenAMapIsMade(String value) {
        StillMap<Integer, Integer> map = SystemProperty.during(PROPERTY, value, () -> fill(new StillMap<>()));
        IterationOrder order = value.equals("ascending")
                ? IterationOrder.ascending()
                : IterationOrder.seeded(Long.parseLong(value.substring("seed:".length())));

        for (int i = 0; i < TRIES; i++) {
            assertThat(map.keySet()).containsExactlyElementsOf(keys(map, IterationContract.LIVE, order));
        }
    }

    @Test
    void theBuilderGoesBeforeTheSystemProperty() {
        StillMap<Integer, Integer> map =
                SystemProperty.during(PROPERTY, "seed:1", () -> mapOf(IterationOrder.ascending()));
        assertThat(map.keySet())
                .containsExactlyElementsOf(keys(map, IterationContract.LIVE, IterationOrder.ascending()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "descending", "seed:", "seed:x", "seed:1.5"})
    void anUnknownSystemPropertyIsRefused(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SystemProperty.during(PROPERTY, value, StillMap<Integer, Integer>::new))
                .withMessageContaining(PROPERTY);
    }

    @Test
    void anyOrderMeetsAllOfATinyMap() {
        for (int count = 0; count < 20; count++) {
            StillMap<Integer, Integer> map = new StillMap<>();
            IntStream.range(0, count).forEach(i -> map.put(i, i));
            for (int seed = 0; seed < 50; seed++) {
                try (Iteration<Integer, Integer> iteration =
                        map.iterate(IterationContract.LIVE, IterationOrder.seeded(seed))) {
                    assertThat(iteration)
                            .toIterable()
                            .extracting(entry -> entry.getKey())
                            .containsExactlyInAnyOrderElementsOf(map.keySet());
                }
            }
        }
    }
}
