package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The methods that take a function, on one thread: what they call, return and change, also when the function returns
 * null or throws.
 */
class ComputeTest {
    private final StillMap<String, Integer> map = new StillMap<>(Map.of("a", 1));

    @Test
    void computeIfAbsent() {
        assertThat(map.computeIfAbsent("a", key -> fail("called for a present key")))
                .isEqualTo(1);
        assertThat(map.computeIfAbsent("b", key -> key.equals("b") ? 2 : -1)).isEqualTo(2);
        assertThat(map.computeIfAbsent("c", key -> null)).isNull();
        assertThat(map).isEqualTo(Map.of("a", 1, "b", 2));
    }

    @Test
    void computeIfPresent() {
        assertThat(map.computeIfPresent("b", (key, value) -> fail("called for an absent key")))
                .isNull();
        assertThat(map.computeIfPresent("a", (key, value) -> key.equals("a") ? value + 1 : -1))
                .isEqualTo(2);
        assertThat(map).isEqualTo(Map.of("a", 2));
        assertThat(map.computeIfPresent("a", (key, value) -> null)).isNull();
        assertThat(map).isEmpty();
    }

    @Test
    void compute() {
        assertThat(map.compute("a", (key, value) -> value + 1)).isEqualTo(2);
        assertThat(map.compute("b", (key, value) -> value == null ? 5 : -1)).isEqualTo(5);
        assertThat(map.compute("c", (key, value) -> null)).isNull();
        assertThat(map.compute("a", (key, value) -> null)).isNull();
        assertThat(map).isEqualTo(Map.of("b", 5));
    }

    @Test
    void merge() {
        assertThat(map.merge("b", 5, (old, value) -> fail("called for an absent key")))
                .isEqualTo(5);
        assertThat(map.merge("a", 5, (old, value) -> old * 10 + value)).isEqualTo(15);
        assertThat(map.merge("b", 1, (old, value) -> null)).isNull();
        assertThat(map).isEqualTo(Map.of("a", 15));
    }

    @Test
    void functionsAreCalledOnce() {
        AtomicInteger calls = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            map.compute("k" + i, (key, value) -> calls.incrementAndGet());
        }
        assertThat(calls).hasValue(1_000);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("throwing")
    void aFunctionThatThrowsChangesNothing(String name, Consumer<StillMap<String, Integer>> call) throws Exception {
        try (Snapshot<String, Integer> before = map.snapshot()) {
            assertThatThrownBy(() -> call.accept(map)).isInstanceOf(Refusal.class);

            assertThat(map).isEqualTo(before).isEqualTo(Map.of("a", 1));
        }
        map.verify();
        // Another thread would wait for ever if the bucket had stayed reserved.
        assertThat(Background.start(() -> map.merge("a", 1, Integer::sum)).await())
                .isEqualTo(2);
        assertThat(Background.start(() -> map.put("b", 1)).await()).isNull();
        assertThat(map).isEqualTo(Map.of("a", 2, "b", 1));
    }

    static Stream<Arguments> throwing() {
        return Stream.of(
                call("compute, present", map -> map.compute("a", (key, value) -> refuse())),
                call("compute, absent", map -> map.compute("b", (key, value) -> refuse())),
                call("computeIfAbsent", map -> map.computeIfAbsent("b", key -> refuse())),
                call("computeIfPresent", map -> map.computeIfPresent("a", (key, value) -> refuse())),
                call("merge", map -> map.merge("a", 1, (old, value) -> refuse())),
                call("replaceAll", map -> map.replaceAll((key, value) -> refuse())),
                call("forEach", map -> map.forEach((key, value) -> refuse())),
                call("scan", map -> map.scan((key, value) -> refuse())),
                call("keySet removeIf", map -> map.keySet().removeIf(key -> refuse() == 0)),
                call("entrySet removeIf", map -> map.entrySet().removeIf(entry -> refuse() == 0)),
                call("values removeIf", map -> map.values().removeIf(value -> refuse() == 0)));
    }

    private static Arguments call(String name, Consumer<StillMap<String, Integer>> call) {
        return Arguments.of(name, call);
    }

    private static Integer refuse() {
        throw new Refusal();
    }

    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
