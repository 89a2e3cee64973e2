package dev.stillmap.bench.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SubjectTest {
    private static final int ENTRIES = 1_000;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONTROL")
    void everySubjectIsAMap(Subject subject) {
        var map = subject.newMap();
        var reference = new HashMap<>();
        for (long i = 0; i < ENTRIES; i++) {
            assertThat(map.put(i, -i)).isEqualTo(reference.put(i, -i));
        }
        for (long i = 0; i < ENTRIES; i += 3) {
            assertThat(map.put(i, i)).isEqualTo(reference.put(i, i));
            assertThat(map.remove(i + 1)).isEqualTo(reference.remove(i + 1));
        }
        for (long i = 0; i <= ENTRIES; i++) {
            assertThat(map.get(i)).isEqualTo(reference.get(i));
        }
        assertThat(map).hasSize(reference.size()).isEqualTo(reference);
    }

    @ParameterizedTest
    @EnumSource
    void everyScanVisitsEachEntryOnce(ScanMethod method) {
        Map<Object, Object> map = method.subject().newMap();
        for (long i = 0; i < ENTRIES; i++) {
            map.put(i, -i);
        }
        var seen = new HashMap<>();
        method.scan(map, (key, value) -> assertThat(seen.put(key, value)).isNull());
        assertThat(seen).isEqualTo(map);
    }

    @ParameterizedTest
    @EnumSource
    void everySnapshotCanBeGivenBack(SnapshotMethod method) throws Exception {
        Map<Object, Object> map = method.subject().newMap();
        map.put("key", "value");
        Object view = method.take(map);
        SnapshotMethod.release(view);
        assertThat(view).isNotNull();
        assertThat(map.get("key")).isEqualTo("value");
    }

    @Test
    void theControlKeepsNothing() {
        var control = Subject.CONTROL.newMap();
        assertThat(control.put("key", "value")).isEqualTo("value");
        assertThat(control.get("other")).isEqualTo("other");
        assertThat(control).isEmpty();
    }
}
