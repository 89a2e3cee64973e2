package dev.stillmap.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import dev.stillmap.Stress;
import dev.stillmap.scenario.Crew;
import dev.stillmap.scenario.Hashing;
import dev.stillmap.scenario.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Several threads at once meet refused memory now and then. Each writes keys of its own, so it knows what a snapshot
 * of its own must hold of them, while the others' snapshots are closed and hand their copies over, or fail to, and
 * the table grows and shrinks. A write that fails has changed nothing.
 *
 * <p>Seen red: with a node taken out of the list although its copies could not be handed over (a snapshot loses
 * content); with a close that goes no further without an epoch (snapshots stay open).
 */
@Tag("stress")
class MemoryPressureTest {
    private static final int STEPS = Stress.scaled(12_000);
    private static final int THREADS = 3;
    private static final int KEYS = 90;
    private static final int ONE_IN = 300;

    private final StillMap<Key, Integer> map = new StillMap<>();

    @AfterEach
    void permitAll() {
        Allocations.guardedBy(null);
    }

    @ParameterizedTest
    @EnumSource(names = {"GOOD", "FEW", "COLLIDING"})
    void eachThreadFindsItsOwnKeysAsItLeftThem(Hashing hashing) throws InterruptedException {
        long seed = Stress.seed();
        Crew crew = new Crew();
        for (int t = 0; t < THREADS; t++) {
            Random random = new Random(seed + t);
            Key[] keys = Key.range(t * KEYS, (t + 1) * KEYS, hashing);
            crew.lead("worker " + t, () -> new Worker(keys, random).run());
        }
        crew.follow("growth", this::growAndShrink);
        Allocations.guardedBy(site -> {
            if (ThreadLocalRandom.current().nextInt(ONE_IN) == 0) {
                throw new MemoryGate.Refusal(site);
            }
        });

        assertThat(crew.run()).isNull();

        Allocations.guardedBy(null);
        map.verify();
        assertThat(map.stats().snapshots().open()).isZero();
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
        assertThat(map.stats().snapshots().leaked()).isZero();
    }

    private void growAndShrink() {
        Key[] keys = Key.range(100_000, 100_700, Hashing.GOOD);
        for (Key key : keys) {
            again(() -> map.put(key, 0));
        }
        for (Key key : keys) {
            again(() -> map.remove(key));
        }
        map.trimToSize();
    }

    /** The result of an operation, repeated for as long as memory is refused. */
    private static <T> T again(Supplier<T> operation) {
        while (true) {
            try {
                return operation.get();
            } catch (MemoryGate.Refusal refused) {
                Thread.onSpinWait();
            }
        }
    }

    private final class Worker {
        private final Key[] keys;
        private final Random random;
        private final Map<Key, Integer> own = new HashMap<>();
        private final List<Snapshot<Key, Integer>> snapshots = new ArrayList<>();
        private final List<Map<Key, Integer>> contents = new ArrayList<>();

        Worker(Key[] keys, Random random) {
            this.keys = keys;
            this.random = random;
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                write(keys[random.nextInt(keys.length)], step);
                if (random.nextInt(8) == 0) {
                    climb();
                }
            }
            while (!snapshots.isEmpty()) {
                close(0);
            }
            check(map, own);
        }

        private void write(Key key, Integer value) {
            Integer before = own.get(key);
            try {
                Integer after = switch (random.nextInt(4)) {
                    case 0 -> {
                        assertThat(map.remove(key)).isEqualTo(before);
                        yield null;
                    }
                    case 1 -> map.compute(key, (k, old) -> value);
                    case 2 -> map.merge(key, value, Integer::sum);
                    default -> {
                        assertThat(map.put(key, value)).isEqualTo(before);
                        yield value;
                    }
                };
                if (after == null) {
                    own.remove(key);
                } else {
                    own.put(key, after);
                }
            } catch (MemoryGate.Refusal refused) {
                assertThat(again(() -> map.get(key))).isEqualTo(before);
            }
        }

        private void climb() {
            if (snapshots.size() < 4 && random.nextBoolean()) {
                snapshots.add(again(map::snapshot));
                contents.add(new HashMap<>(own));
            } else if (!snapshots.isEmpty()) {
                int i = random.nextInt(snapshots.size());
                check(snapshots.get(i), contents.get(i));
                if (random.nextBoolean()) {
                    close(i);
                }
            }
        }

        private void close(int i) {
            contents.remove(i);
            snapshots.remove(i).close();
        }

        private void check(Map<Key, Integer> actual, Map<Key, Integer> expected) {
            for (Key key : keys) {
                assertThat(again(() -> actual.get(key))).isEqualTo(expected.get(key));
            }
        }
    }
}
