package dev.stillmap;

import static dev.stillmap.SerializationPeer.fromBytes;
import static dev.stillmap.SerializationPeer.toBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillmap.scenario.Crew;
import dev.stillmap.scenario.Hashing;
import dev.stillmap.scenario.Key;
import java.io.NotSerializableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A map written to a stream is the map of one instant, in this JVM and in another. */
class SerializationTest {
    private static StillMap<String, Integer> numbers(int count) {
        StillMap<String, Integer> map = new StillMap<>();
        for (int i = 0; i < count; i++) {
            map.put("k" + i, i);
        }
        return map;
    }

    private static <K, V> StillMap<K, V> copy(StillMap<K, V> map) throws Exception {
        return fromBytes(toBytes(map));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 9, 1_000, 100_000})
    void roundTrip(int count) throws Exception {
        StillMap<String, Integer> map = numbers(count);
        StillMap<String, Integer> copy = copy(map);

        assertThat(copy).isNotSameAs(map).isEqualTo(map).hasSize(count);
        copy.verify();
        assertThat(copy.put("new", 1)).isNull();
        assertThat(map.containsKey("new")).isFalse();
        try (Snapshot<String, Integer> snapshot = copy.snapshot()) {
            copy.clear();
            assertThat(snapshot).hasSize(count + 1);
        }
        assertThat(map.stats().snapshots().open()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Hashing.class)
    void roundTripOfAnyHashCodes(Hashing hashing) throws Exception {
        StillMap<Key, Integer> map = new StillMap<>();
        for (Key key : Key.range(300, hashing)) {
            map.put(key, key.id());
        }
        assertThat(copy(map)).isEqualTo(map);
    }

    @Test
    void sharedValuesStayShared() throws Exception {
        StillMap<String, Object> map = new StillMap<>();
        Object shared = new HashMap<>(Map.of(1, 2));
        map.put("a", shared);
        map.put("b", shared);
        StillMap<String, Object> copy = copy(map);

        assertThat(copy.get("a")).isEqualTo(shared).isSameAs(copy.get("b"));
    }

    @Test
    void aMapMayContainItself() throws Exception {
        StillMap<String, Object> map = new StillMap<>();
        map.put("me", map);
        StillMap<String, Object> copy = copy(map);

        assertThat(copy.get("me")).isSameAs(copy);
    }

    @Test
    void isOneInstantWhileWritersRun() throws Exception {
        int keys = 500;
        StillMap<String, Integer> map = numbers(keys);
        map.replaceAll((key, value) -> 0);
        AtomicInteger turn = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        Crew crew = new Crew();
        crew.lead("serialize", () -> {
            for (int i = 0; i < 30; i++) {
                StillMap<String, Integer> copy = copy(map);
                copy.verify();
                int sum = 0;
                for (int key = 0; key < keys; key++) {
                    sum += copy.get("k" + key);
                }
                // The writer adds 1 to key after key, so the sum says how far it had come.
                for (int key = 0; key < keys; key++) {
                    assertThat(copy.get("k" + key)).isEqualTo(sum / keys + (key < sum % keys ? 1 : 0));
                }
            }
        });
        crew.follow("write", () -> map.merge("k" + turn.getAndIncrement() % keys, 1, Integer::sum));
        crew.follow("grow", () -> {
            int other = others.getAndIncrement() % 2_000;
            map.put("other " + other, other);
            map.remove("other " + (other + 1_000) % 2_000);
        });

        assertThat(crew.run()).isNull();
        assertThat(map.stats().snapshots().open()).isZero();
    }

    @Test
    void anEntryThatCannotBeWrittenReleasesTheSnapshot() {
        StillMap<String, Object> map = new StillMap<>(Map.of("a", new Object()));

        assertThatExceptionOfType(NotSerializableException.class).isThrownBy(() -> toBytes(map));

        assertThat(map.stats().snapshots().open()).isZero();
    }

    @Test
    void anotherJvmReadsIt(@TempDir Path folder) throws Exception {
        StillMap<String, Integer> map = numbers(5_000);
        Path written = folder.resolve("written");
        Path answered = folder.resolve("answered");
        Files.write(written, toBytes(map));

        ForkedJvm.run(SerializationPeer.class, List.of(), written.toString(), answered.toString());

        map.put("entries read", 5_000);
        StillMap<String, Integer> answer = fromBytes(Files.readAllBytes(answered));
        assertThat(answer).isEqualTo(map);
    }
}
