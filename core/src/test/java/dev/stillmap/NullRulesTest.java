package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No null key, value or function, in queries either: as in {@link ConcurrentHashMap}, which is held to the same list.
 */
class NullRulesTest {
    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("refused")
    void refuses(String name, ConcurrentMap<String, String> map, Consumer<ConcurrentMap<String, String>> call) {
        map.put("a", "1");
        assertThatNullPointerException().isThrownBy(() -> call.accept(map));
        assertThat(map).isEqualTo(Map.of("a", "1"));
    }

    static Stream<Arguments> refused() {
        return Stream.of(new StillMap<String, String>(), new ConcurrentHashMap<String, String>())
                .flatMap(map ->
                        calls().entrySet().stream().map(call -> Arguments.of(call.getKey(), map, call.getValue())));
    }

    private static Map<String, Consumer<ConcurrentMap<String, String>>> calls() {
        Map<String, Consumer<ConcurrentMap<String, String>>> calls = new HashMap<>();
        calls.put("get key", m -> m.get(null));
        calls.put("getOrDefault key", m -> m.getOrDefault(null, "x"));
        calls.put("containsKey", m -> m.containsKey(null));
        calls.put("containsValue", m -> m.containsValue(null));
        calls.put("put key", m -> m.put(null, "x"));
        calls.put("put value", m -> m.put("a", null));
        calls.put("put value of a new key", m -> m.put("b", null));
        calls.put("putIfAbsent key", m -> m.putIfAbsent(null, "x"));
        calls.put("putIfAbsent value", m -> m.putIfAbsent("b", null));
        calls.put("putIfAbsent value of a present key", m -> m.putIfAbsent("a", null));
        calls.put("putAll", m -> m.putAll(null));
        calls.put("putAll with a null value", m -> m.putAll(Collections.singletonMap("b", null)));
        calls.put("putAll with a null key", m -> m.putAll(Collections.singletonMap(null, "x")));
        calls.put("remove", m -> m.remove(null));
        calls.put("remove key and value, key", m -> m.remove(null, "x"));
        calls.put("replace key", m -> m.replace(null, "x"));
        calls.put("replace value", m -> m.replace("a", null));
        calls.put("replace if equal, key", m -> m.replace(null, "1", "x"));
        calls.put("replace if equal, old value", m -> m.replace("a", null, "x"));
        calls.put("replace if equal, new value", m -> m.replace("a", "1", null));
        calls.put("compute key", m -> m.compute(null, (k, v) -> "x"));
        calls.put("compute function", m -> m.compute("a", null));
        calls.put("computeIfAbsent key", m -> m.computeIfAbsent(null, k -> "x"));
        calls.put("computeIfAbsent function", m -> m.computeIfAbsent("b", null));
        calls.put("computeIfAbsent function, present key", m -> m.computeIfAbsent("a", null));
        calls.put("computeIfPresent key", m -> m.computeIfPresent(null, (k, v) -> "x"));
        calls.put("computeIfPresent function", m -> m.computeIfPresent("a", null));
        calls.put("computeIfPresent function, absent key", m -> m.computeIfPresent("b", null));
        calls.put("merge key", m -> m.merge(null, "x", (a, b) -> a));
        calls.put("merge value", m -> m.merge("a", null, (a, b) -> a));
        calls.put("merge function", m -> m.merge("a", "x", null));
        calls.put("merge function, absent key", m -> m.merge("b", "x", null));
        calls.put("forEach", m -> m.forEach(null));
        calls.put("replaceAll", m -> m.replaceAll(null));
        calls.put("replaceAll to null", m -> m.replaceAll((k, v) -> null));
        calls.put("keySet contains", m -> m.keySet().contains(null));
        calls.put("keySet remove", m -> m.keySet().remove(null));
        calls.put("keySet removeIf", m -> m.keySet().removeIf(null));
        calls.put("keySet removeAll", m -> m.keySet().removeAll(null));
        calls.put("keySet retainAll", m -> m.keySet().retainAll(null));
        calls.put("values contains", m -> m.values().contains(null));
        calls.put("values removeIf", m -> m.values().removeIf(null));
        calls.put("entrySet removeIf", m -> m.entrySet().removeIf(null));
        calls.put("setValue", m -> m.entrySet().iterator().next().setValue(null));
        calls.put("iterator forEachRemaining", m -> m.entrySet().iterator().forEachRemaining(null));
        return calls;
    }

    @Test
    void removeOfNullValueFindsNothing() {
        StillMap<String, String> map = new StillMap<>(Map.of("a", "1"));

        assertThat(map.remove("a", null)).isFalse();

        assertThat(map).containsOnlyKeys("a");
    }

    @Test
    void constructorsRefuseNull() {
        assertThatNullPointerException().isThrownBy(() -> new StillMap<String, String>(null));
        assertThatNullPointerException().isThrownBy(() -> new StillMap<>(Collections.singletonMap("a", null)));
        assertThatNullPointerException().isThrownBy(() -> new StillMap<>(Collections.singletonMap(null, "x")));
        assertThatNullPointerException().isThrownBy(() -> StillMap.builder().iterationOrder(null));
        assertThatNullPointerException().isThrownBy(() -> StillMap.builder().snapshotRetention(null));
    }

    @Test
    void ownMethodsRefuseNull() {
        StillMap<String, String> map = new StillMap<>(Map.of("a", "1"));
        assertThatNullPointerException().isThrownBy(() -> map.scan(null));
        assertThatNullPointerException().isThrownBy(() -> map.iterate(null));
        assertThatNullPointerException().isThrownBy(() -> map.iterate(IterationContract.LIVE, null));
        assertThat(map.stats().snapshots().open()).isZero();
    }

    @Test
    void snapshotsRefuseNull() {
        try (Snapshot<String, String> snapshot = new StillMap<>(Map.of("a", "1")).snapshot()) {
            assertThatNullPointerException().isThrownBy(() -> snapshot.get(null));
            assertThatNullPointerException().isThrownBy(() -> snapshot.containsKey(null));
            assertThatNullPointerException().isThrownBy(() -> snapshot.containsValue(null));
            assertThatNullPointerException().isThrownBy(() -> snapshot.getOrDefault(null, "x"));
            assertThatNullPointerException().isThrownBy(() -> snapshot.forEach(null));
        }
    }
}
