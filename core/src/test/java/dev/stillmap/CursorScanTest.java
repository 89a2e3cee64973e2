package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.stillmap.scenario.Hashing;
import dev.stillmap.scenario.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CursorScanTest {
    @Test
    void anEmptyMapEndsAtOnce() {
        assertThat(new StillMap<Integer, Integer>().scan(0, 10, (key, value) -> {}))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "8, 3", "9, 1", "1000, 1", "1000, 7", "1000, 5000", "50000, 100", "50000, 49999"})
    void aWalkMeetsEveryEntryOnceInStepsOfTheLimit(int size, int limit) {
        StillMap<Integer, Integer> map = filled(size);
        Map<Integer, Integer> met = new HashMap<>();
        long cursor = 0;
        do {
            int before = met.size();
            cursor = map.scan(
                    cursor,
                    limit,
                    (key, value) -> assertThat(met.put(key, value)).isNull());
            assertThat(met.size() - before).isLessThanOrEqualTo(limit);
            assertThat(cursor == 0 || met.size() - before == limit).isTrue();
            assertThat(cursor).isBetween(0L, (1L << 32) - 1);
        } while (cursor != 0);
        assertThat(met).isEqualTo(map);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 5", "2, 40", "3, 300"})
    void keysThatStayAreMetOnceAcrossGrowthAndShrinking(int run, int limit) {
        long seed = Stress.seed() + run;
        Random random = new Random(seed);
        StillMap<Integer, Integer> map = filled(2_000);
        int[] met = new int[2_000];
        int others = 2_000;
        long cursor = 0;
        do {
            cursor = map.scan(cursor, limit, (key, value) -> {
                if (key < met.length) {
                    met[key]++;
                }
            });
            switch (random.nextInt(20)) {
                case 0 -> {
                    for (int i = 0; i < 20_000; i++) {
                        map.put(others++, 0);
                    }
                }
                case 1 -> {
                    map.keySet().removeIf(key -> key >= met.length);
                    map.trimToSize();
                    others = 2_000;
                }
                default -> map.put(others++, 0);
            }
        } while (cursor != 0);
        assertThat(met).as("seed " + seed).containsOnly(1);
        map.verify();
    }

    @Test
    void keysThatStayAreMetOnceBesideWriters() throws InterruptedException {
        StillMap<Integer, Integer> map = filled(500);
        AtomicBoolean stopped = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            while (!stopped.get()) {
                for (int key = 500; key < 5_000; key++) {
                    map.put(key, key);
                }
                for (int key = 500; key < 5_000; key++) {
                    map.remove(key);
                }
                map.trimToSize();
            }
        });
        writer.start();
        try {
            for (int walk = 0; walk < 200; walk++) {
                int[] met = new int[500];
                long cursor = 0;
                do {
                    cursor = map.scan(cursor, 1 + walk % 50, (key, value) -> {
                        if (key < met.length) {
                            met[key]++;
                        }
                    });
                } while (cursor != 0);
                assertThat(met).containsOnly(1);
            }
        } finally {
            stopped.set(true);
            writer.join();
        }
        map.verify();
    }

    @Test
    void keysOfOneHashStayTogether() {
        StillMap<Key, Integer> map = new StillMap<>();
        for (Key key : Key.range(100, Hashing.COLLIDING)) {
            map.put(key, 1);
        }
        List<Key> met = new ArrayList<>();
        long cursor = map.scan(0, 10, (key, value) -> met.add(key));
        assertThat(met).containsExactlyInAnyOrderElementsOf(map.keySet());
        while (cursor != 0) {
            cursor = map.scan(cursor, 10, (key, value) -> met.add(key));
        }
        assertThat(met).hasSize(100);
    }

    @Test
    void theActionMayWrite() {
        StillMap<Integer, Integer> map = filled(1_000);
        long cursor = 0;
        do {
            cursor = map.scan(cursor, 10, (key, value) -> map.remove(key));
        } while (cursor != 0);
        assertThat(map).isEmpty();
    }

    @Test
    void whatCannotBeIsRefused() {
        StillMap<Integer, Integer> map = filled(10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.scan(0, 0, (key, value) -> {}))
                .withMessageContaining("limit 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.scan(-1, 1, (key, value) -> {}))
                .withMessageContaining("cursor -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.scan(1L << 32, 1, (key, value) -> {}))
                .withMessageContaining("0 begins a new walk");
        assertThatNullPointerException().isThrownBy(() -> map.scan(0, 1, null));
    }

    private static StillMap<Integer, Integer> filled(int size) {
        StillMap<Integer, Integer> map = new StillMap<>();
        for (int key = 0; key < size; key++) {
            map.put(key, -key);
        }
        return map;
    }
}
