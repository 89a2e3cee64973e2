package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stillmap.scenario.CollidingStrings;
import dev.stillmap.scenario.Hashing;
import dev.stillmap.scenario.Key;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a map answers to one thread, beyond the contract suites. */
class MapSemanticsTest {
    private final StillMap<String, Integer> map = new StillMap<>();

    @Test
    void writesReturnTheOldValue() {
        assertThat(map.put("a", 1)).isNull();
        assertThat(map.put("a", 2)).isEqualTo(1);
        assertThat(map.putIfAbsent("a", 3)).isEqualTo(2);
        assertThat(map.putIfAbsent("b", 4)).isNull();
        assertThat(map.replace("a", 5)).isEqualTo(2);
        assertThat(map.replace("c", 5)).isNull();
        assertThat(map.replace("a", 5, 6)).isTrue();
        assertThat(map.replace("a", 5, 7)).isFalse();
        assertThat(map.replace("c", 5, 7)).isFalse();
        assertThat(map.remove("a", 5)).isFalse();
        assertThat(map.remove("a", 6)).isTrue();
        assertThat(map.remove("a")).isNull();
        assertThat(map.remove("b")).isEqualTo(4);
        assertThat(map).isEmpty();
    }

    @Test
    void valuesAreComparedByEquals() {
        StillMap<String, String> texts = new StillMap<>(Map.of("a", "old"));

        assertThat(texts.replace("a", new String("old"), "new")).isTrue();
        assertThat(texts.remove("a", new String("new"))).isTrue();
        assertThat(texts.containsValue("new")).isFalse();
    }

    @Test
    void keepsTheFirstOfEqualKeys() {
        String first = new String("a");
        map.put(first, 1);
        map.put(new String("a"), 2);

        assertThat(map.keySet().iterator().next()).isSameAs(first);
        assertThat(map.get(new String("a"))).isEqualTo(2);
    }

    @Test
    void aKeyOfAnotherTypeIsAbsent() {
        map.put("a", 1);

        assertThat(map.get((Object) 7)).isNull();
        assertThat(map.containsKey((Object) 7)).isFalse();
        assertThat(map.remove((Object) 7)).isNull();
        assertThat(map.getOrDefault((Object) 7, 5)).isEqualTo(5);
    }

    @Test
    void getOrDefault() {
        map.put("a", 1);

        assertThat(map.getOrDefault("a", 5)).isEqualTo(1);
        assertThat(map.getOrDefault("b", 5)).isEqualTo(5);
        assertThat(map.getOrDefault("b", null)).isNull();
        assertThat(map).containsOnlyKeys("a");
    }

    @Test
    void copiesItsSource() {
        Map<String, Integer> source = new HashMap<>(Map.of("a", 1, "b", 2));
        StillMap<String, Integer> copy = new StillMap<>(source);
        source.clear();

        assertThat(copy).isEqualTo(Map.of("a", 1, "b", 2));
        copy.verify();
    }

    @Test
    void refusesNegativeSizes() {
        assertThatIllegalArgumentException().isThrownBy(() -> new StillMap<String, String>(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StillMap.builder().expectedSize(-1).build());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 7, 8, 9, 52, 53, 1_000, 30_000})
    void holdsAsManyAsExpectedAndMore(int expectedSize) {
        StillMap<Integer, Integer> sized = new StillMap<>(expectedSize);
        for (int i = 0; i < 3 * expectedSize + 10; i++) {
            sized.put(i, -i);
        }

        assertThat(sized).hasSize(3 * expectedSize + 10);
        for (int i = 0; i < 3 * expectedSize + 10; i++) {
            assertThat(sized.get(i)).isEqualTo(-i);
        }
        sized.verify();
    }

    @Test
    void presizedMapsDoNotGrow() {
        StillMap<Integer, Integer> sized = new StillMap<>(20_000);
        for (int i = 0; i < 20_000; i++) {
            sized.put(i, i);
        }

        assertThat(sized.stats().table().growthsStarted()).isZero();
    }

    @Test
    void growsInSteps() {
        for (int i = 0; i < 10_000; i++) {
            map.put("k" + i, i);
        }

        assertThat(map.stats().table().growthsCompleted()).isGreaterThanOrEqualTo(8);
        map.verify();
    }

    @ParameterizedTest
    @EnumSource(Hashing.class)
    void anyHashCodesWillDo(Hashing hashing) {
        Map<Key, Integer> expected = new HashMap<>();
        StillMap<Key, Integer> keyed = new StillMap<>();
        for (int i = 0; i < 600; i++) {
            Key key = Key.of(i, hashing);
            expected.put(key, i);
            keyed.put(key, i);
        }
        for (int i = 0; i < 600; i += 3) {
            assertThat(keyed.remove(Key.of(i, hashing))).isEqualTo(i);
            expected.remove(Key.of(i, hashing));
        }

        assertThat(keyed).isEqualTo(expected);
        assertThat(keyed.get(Key.of(1_000, hashing))).isNull();
        keyed.verify();
    }

    @Test
    void manyCollidingStringsStayUsable() {
        int count = 30_000;
        for (int i = 0; i < count; i++) {
            map.put(CollidingStrings.of(i), i);
        }
        try (Snapshot<String, Integer> all = map.snapshot()) {
            for (int i = 0; i < count; i += 2) {
                assertThat(map.remove(CollidingStrings.of(i))).isEqualTo(i);
            }
            for (int i = 0; i < count; i++) {
                assertThat(all.get(CollidingStrings.of(i))).isEqualTo(i);
                assertThat(map.containsKey(CollidingStrings.of(i))).isEqualTo(i % 2 == 1);
            }
            assertThat(all).hasSize(count);
        }
        assertThat(map).hasSize(count / 2);
        map.verify();
    }

    @Test
    void clearEmptiesAGrownMapThatThenGrowsAgain() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 3_000; i++) {
                assertThat(map.put("k" + i, i)).isNull();
            }
            map.clear();
            assertThat(map).isEmpty();
            assertThat(map.mappingCount()).isZero();
            assertThat(map.get("k1")).isNull();
            map.verify();
        }
    }

    @Test
    void trimmingKeepsTheContent() {
        for (int i = 0; i < 20_000; i++) {
            map.put("k" + i, i);
        }
        map.keySet().removeIf(key -> !key.endsWith("00"));
        Map<String, Integer> expected = new HashMap<>(map);

        try (Snapshot<String, Integer> before = map.snapshot()) {
            map.trimToSize();
            map.put("later", 1);
            assertThat(before).isEqualTo(expected);
        }
        map.remove("later");

        assertThat(map).isEqualTo(expected).hasSize(199);
        map.verify();
        for (int i = 0; i < 20_000; i++) {
            map.put("k" + i, i);
        }
        assertThat(map).hasSize(20_000);
        map.verify();
    }

    @Test
    void putAllAndForEach() {
        map.putAll(Map.of("a", 1, "b", 2, "c", 3));
        Map<String, Integer> seen = new HashMap<>();
        map.forEach((key, value) -> assertThat(seen.put(key, value)).isNull());

        assertThat(seen).isEqualTo(Map.of("a", 1, "b", 2, "c", 3));
    }

    @Test
    void replaceAll() {
        for (int i = 0; i < 1_000; i++) {
            map.put("k" + i, i);
        }
        map.replaceAll((key, value) -> key.equals("k" + value) ? value + 1 : -1);

        for (int i = 0; i < 1_000; i++) {
            assertThat(map.get("k" + i)).isEqualTo(i + 1);
        }
    }

    @Test
    void equalsAndHashCodeAreThoseOfMaps() {
        Map<String, Integer> tree = new TreeMap<>(Map.of("a", 1, "b", 2));
        map.putAll(tree);

        assertThat(map).isEqualTo(tree).hasSameHashCodeAs(tree);
        assertThat(tree).isEqualTo(map);
        assertThat(map).isEqualTo(map).isEqualTo(new StillMap<>(tree)).isEqualTo(new ConcurrentHashMap<>(tree));
        map.put("b", 3);
        assertThat(map).isNotEqualTo(tree).isNotEqualTo(null);
        assertThat(tree).isNotEqualTo(map);
        map.remove("b");
        assertThat(map).isNotEqualTo(tree).isNotEqualTo("a map");
    }

    @Test
    void toStringOfAMapThatContainsItself() {
        StillMap<String, Object> self = new StillMap<>();
        assertThat(self).hasToString("{}");
        self.put("me", self);
        assertThat(self).hasToString("{me=(this Map)}");
        self.put("n", 1);
        assertThat(self.toString()).isIn("{me=(this Map), n=1}", "{n=1, me=(this Map)}");
    }
}
