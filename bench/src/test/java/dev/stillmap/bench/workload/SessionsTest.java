package dev.stillmap.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private final Sessions sessions = new Sessions(100);

    private final Map<Object, Object> map = new HashMap<>();

    private boolean isConsistent(Map<Object, Object> met) {
        var pass = sessions.new Pass();
        pass.begin();
        met.forEach(pass::accept);
        return pass.isConsistent();
    }

    @Test
    void everyInstantIsConsistent() {
        sessions.fill(map);
        assertThat(map).hasSize(100);
        for (int i = 0; i < 10_000; i++) {
            assertThat(isConsistent(map)).isTrue();
            sessions.writeNext(map);
        }
    }

    @Test
    void twoInstantsAreNot() {
        sessions.fill(map);
        for (int i = 0; i < 1_000; i++) {
            sessions.writeNext(map);
        }
        var earlier = new HashMap<>(map);
        for (int i = 0; i < 1_000; i++) {
            sessions.writeNext(map);
        }
        var mixed = new HashMap<Object, Object>(earlier);
        int taken = 0;
        for (var entry : map.entrySet()) {
            if (taken++ % 2 == 0) {
                mixed.put(entry.getKey(), entry.getValue());
            }
        }
        assertThat(isConsistent(mixed)).isFalse();
    }

    @Test
    void aMissingSessionAndOneMetTwiceAreFound() {
        sessions.fill(map);
        Object key = map.keySet().iterator().next();
        var less = new HashMap<>(map);
        less.remove(key);
        assertThat(isConsistent(less)).isFalse();

        var pass = sessions.new Pass();
        pass.begin();
        map.forEach(pass::accept);
        pass.accept(key, map.get(key));
        assertThat(pass.isConsistent()).isFalse();
        pass.begin();
        map.forEach(pass::accept);
        assertThat(pass.isConsistent()).isTrue();
    }
}
