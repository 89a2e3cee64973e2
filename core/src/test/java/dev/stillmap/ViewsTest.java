package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The three views of a map: they are the map, in reading and in removing. */
class ViewsTest {
    private static final int SIZE = 500;

    private final StillMap<Integer, String> map = new StillMap<>();

    @BeforeEach
    void fill() {
        for (int i = 0; i < SIZE; i++) {
            map.put(i, "v" + i);
        }
    }

    private static Set<Integer> evens() {
        return IntStream.range(0, SIZE).filter(i -> i % 2 == 0).boxed().collect(Collectors.toSet());
    }

    @Test
    void showLaterChanges() {
        Set<Integer> keys = map.keySet();
        Collection<String> values = map.values();
        Set<Map.Entry<Integer, String>> entries = map.entrySet();
        map.put(SIZE, "new");

        assertThat(keys).hasSize(SIZE + 1).contains(SIZE);
        assertThat(values).hasSize(SIZE + 1).contains("new");
        assertThat(entries).hasSize(SIZE + 1).contains(Map.entry(SIZE, "new"));
        map.clear();
        assertThat(keys).isEmpty();
        assertThat(values).isEmpty();
        assertThat(entries).isEmpty();
    }

    @Test
    void removeByKey() {
        assertThat(map.keySet().remove(3)).isTrue();
        assertThat(map.keySet().remove(3)).isFalse();
        assertThat(map.values().remove("v4")).isTrue();
        assertThat(map.values().remove("v4")).isFalse();
        assertThat(map.entrySet().remove(Map.entry(5, "v6"))).isFalse();
        assertThat(map.entrySet().remove(Map.entry(5, "v5"))).isTrue();
        assertThat(map.entrySet().remove("no entry")).isFalse();
        assertThat(map).hasSize(SIZE - 3).doesNotContainKeys(3, 4, 5);
        map.verify();
    }

    @Test
    void removeMany() {
        assertThat(map.keySet().removeIf(key -> key % 10 == 0)).isTrue();
        assertThat(map.values().removeIf(value -> value.endsWith("1"))).isTrue();
        assertThat(map.entrySet().removeIf(entry -> entry.getKey() % 10 == 2)).isTrue();
        assertThat(map.keySet().removeIf(key -> key % 10 < 3)).isFalse();
        assertThat(map.keySet().removeAll(List.of(3, 3, 1))).isTrue();
        assertThat(map.values().removeAll(Set.of("v4", "absent"))).isTrue();
        assertThat(map.entrySet().removeAll(Set.of(Map.entry(5, "v5"), Map.entry(6, "other"))))
                .isTrue();
        assertThat(map).hasSize(SIZE * 7 / 10 - 3).containsKey(6);
        map.verify();
    }

    @Test
    void retain() {
        assertThat(map.keySet().retainAll(evens())).isTrue();
        assertThat(map.keySet()).isEqualTo(evens());
        assertThat(map.keySet().retainAll(evens())).isFalse();
        assertThat(map.values().retainAll(Set.of("v2", "v4", "v5"))).isTrue();
        assertThat(map).isEqualTo(Map.of(2, "v2", 4, "v4"));
        assertThat(map.entrySet().retainAll(Set.of(Map.entry(2, "v2"), Map.entry(4, "v5"))))
                .isTrue();
        assertThat(map).isEqualTo(Map.of(2, "v2"));
        map.verify();
    }

    @Test
    void clear() {
        map.keySet().clear();
        assertThat(map).isEmpty();
        fill();
        map.values().clear();
        assertThat(map).isEmpty();
        fill();
        map.entrySet().clear();
        assertThat(map).isEmpty();
        map.verify();
    }

    @Test
    void entriesWriteThrough() {
        for (Map.Entry<Integer, String> entry : map.entrySet()) {
            String old = entry.getValue();
            assertThat(entry.setValue(old + "!")).isEqualTo(old);
            assertThat(entry.getValue()).isEqualTo(old + "!");
        }
        for (int i = 0; i < SIZE; i++) {
            assertThat(map.get(i)).isEqualTo("v" + i + "!");
        }
    }

    @Test
    void entriesAreEqualToOtherEntries() {
        for (Map.Entry<Integer, String> entry : map.entrySet()) {
            Map.Entry<Integer, String> same = new SimpleEntry<>(entry.getKey(), entry.getValue());
            assertThat(entry).isEqualTo(same).hasSameHashCodeAs(same).hasToString(same.toString());
            assertThat(same).isEqualTo(entry);
            assertThat(entry).isNotEqualTo(Map.entry(-1, entry.getValue())).isNotEqualTo(Map.entry(entry.getKey(), ""));
        }
    }

    @Test
    void contain() {
        assertThat(map.keySet().contains(7)).isTrue();
        assertThat(map.keySet().contains(-7)).isFalse();
        assertThat(map.values().contains("v7")).isTrue();
        assertThat(map.values().contains("w7")).isFalse();
        assertThat(map.entrySet().contains(Map.entry(7, "v7"))).isTrue();
        assertThat(map.entrySet().contains(Map.entry(7, "v8"))).isFalse();
        assertThat(map.keySet().containsAll(evens())).isTrue();
    }

    @Test
    void refuseAdditions() {
        assertThatThrownBy(() -> map.keySet().add(-1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> map.values().add("")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> map.entrySet().add(Map.entry(-1, "")))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(map).hasSize(SIZE);
    }

    @Test
    void areEqualToOtherCollections() {
        Map<Integer, String> copy = new HashMap<>(map);

        assertThat(map.keySet()).isEqualTo(copy.keySet()).hasSameHashCodeAs(copy.keySet());
        assertThat(map.entrySet()).isEqualTo(copy.entrySet()).hasSameHashCodeAs(copy.entrySet());
        assertThat(copy.keySet()).isEqualTo(map.keySet());
    }

    @Test
    void becomeArrays() {
        assertThat(map.keySet().toArray()).hasSize(SIZE).containsAll(evens());
        assertThat(map.values().toArray(new String[0])).hasSize(SIZE).contains("v1");
        assertThat(map.entrySet().toArray()).hasSize(SIZE).contains(Map.entry(1, "v1"));
        assertThat(map.keySet().toArray(new Integer[SIZE + 5])[SIZE]).isNull();
    }

    @Test
    void forEachMeetsEachOnce() {
        List<Integer> keys = new ArrayList<>();
        List<String> values = new ArrayList<>();
        List<Map.Entry<Integer, String>> entries = new ArrayList<>();
        map.keySet().forEach(keys::add);
        map.values().forEach(values::add);
        map.entrySet().forEach(entries::add);

        assertThat(keys)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, SIZE).boxed().toList());
        assertThat(values).hasSize(SIZE).doesNotHaveDuplicates();
        assertThat(entries).hasSize(SIZE).doesNotHaveDuplicates();
    }
}
