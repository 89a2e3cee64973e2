package dev.stillmap.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeysTest {
    private static final int COUNT = 3_000;

    @ParameterizedTest
    @EnumSource
    void storedKeysAreDistinctAndAbsentKeysAreNotAmongThem(KeyKind kind) {
        Set<Object> stored = new HashSet<>(Arrays.asList(Keys.stored(kind, COUNT)));
        assertThat(stored).hasSize(COUNT).doesNotContain(Keys.absent(kind, COUNT));
    }

    @ParameterizedTest
    @EnumSource
    void keysAreTheSameEveryTime(KeyKind kind) {
        assertThat(Keys.stored(kind, COUNT)).isEqualTo(Keys.stored(kind, COUNT));
    }

    @ParameterizedTest
    @EnumSource
    void arrivalsAreEqualButNotIdenticalAndEachKeyComesEquallyOften(KeyKind kind) {
        Object[] stored = Keys.stored(kind, COUNT);
        var identities = new IdentityHashMap<Object, Object>();
        for (Object key : stored) {
            identities.put(key, key);
        }
        var counts = new HashMap<Object, Integer>();
        Object[] arrivals = Arrivals.of(stored, kind::copy);
        for (Object arrival : arrivals) {
            assertThat(identities.put(arrival, arrival)).isNull();
            counts.merge(arrival, 1, Integer::sum);
        }
        int passes = arrivals.length / COUNT;
        assertThat(Integer.bitCount(arrivals.length)).isEqualTo(1);
        assertThat(counts).hasSize(COUNT).containsOnlyKeys(stored);
        assertThat(counts.values()).allMatch(count -> count == passes || count == passes + 1);
    }
}
