package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.stillmap.scenario.Hashing;
import dev.stillmap.scenario.Key;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StampedTest {
    /** One key in a slot; or so many of one hash that the last ones are in an overflow, or in a tree. */
    private static final int[] NEIGHBOURS = {1, 12, 40};

    @Test
    void anAbsentKeyHasNoStamp() {
        assertThat(new StillMap<Integer, Integer>().getStamped(1)).isNull();
    }

    @Test
    void theValueIsReplacedOnce() {
        for (int keys : NEIGHBOURS) {
            StillMap<Key, String> map = colliding(keys);
            Key key = Key.of(keys - 1, Hashing.COLLIDING);
            Stamped<String> stamped = map.getStamped(key);
            assertThat(stamped.value()).isEqualTo("old");
            assertThat(map.replaceStamped(key, stamped, "new")).isTrue();
            assertThat(map.replaceStamped(key, stamped, "newer")).isFalse();
            assertThat(map).containsEntry(key, "new");
            map.verify();
        }
    }

    /** What leaves the key with the very same value, and must be noticed all the same. */
    enum Write {
        PUT((map, key) -> map.put(key, "old")),
        PUT_TWICE((map, key) -> {
            map.put(key, "other");
            map.put(key, "old");
        }),
        REPLACE((map, key) -> map.replace(key, "old")),
        REPLACE_IF_EQUAL((map, key) -> map.replace(key, "old", "old")),
        REMOVE_AND_PUT((map, key) -> {
            map.remove(key);
            map.put(key, "old");
        }),
        COMPUTE((map, key) -> map.compute(key, (same, value) -> value)),
        BATCH((map, key) -> map.batch().put(key, "old").commit()),
        BATCH_AND_STAMP((map, key) -> {
            map.batch().put(key, "old").commit();
            map.getStamped(key);
        }),
        MERGE((map, key) -> map.merge(key, "old", (value, given) -> given)),
        SET_VALUE((map, key) -> map.entrySet().forEach(entry -> entry.setValue(entry.getValue()))),
        CLEAR_AND_PUT((map, key) -> {
            map.clear();
            map.put(key, "old");
        }),
        STAMPED((map, key) -> map.replaceStamped(key, map.getStamped(key), "old"));

        private final BiConsumer<StillMap<Key, String>, Key> write;

        Write(BiConsumer<StillMap<Key, String>, Key> write) {
            this.write = write;
        }
    }

    @ParameterizedTest
    @EnumSource
    void noWriteGoesUnnoticed(Write write) {
        for (int keys : NEIGHBOURS) {
            StillMap<Key, String> map = colliding(keys);
            Key key = Key.of(keys - 1, Hashing.COLLIDING);
            Stamped<String> stamped = map.getStamped(key);
            write.write.accept(map, key);
            assertThat(map.get(key)).isEqualTo("old");
            assertThat(map.replaceStamped(key, stamped, "new")).isFalse();
            assertThat(map.get(key)).isEqualTo("old");
        }
    }

    @Test
    void aSnapshotInBetweenChangesNothing() {
        StillMap<Key, String> map = colliding(1);
        Key key = Key.of(0, Hashing.COLLIDING);
        Stamped<String> stamped = map.getStamped(key);
        try (Snapshot<Key, String> snapshot = map.snapshot()) {
            assertThat(map.replaceStamped(key, stamped, "new")).isTrue();
            assertThat(snapshot.get(key)).isEqualTo("old");
        }
    }

    @Test
    void afterGrowthNoStampFits() {
        StillMap<Integer, String> map = new StillMap<>();
        map.put(1, "old");
        Stamped<String> stamped = map.getStamped(1);
        for (int key = 2; key < 1_000; key++) {
            map.put(key, "");
        }
        map.put(1, "old");
        assertThat(map.replaceStamped(1, stamped, "new")).isFalse();
    }

    @Test
    void aStampOfAnotherMapDoesNotFit() {
        StillMap<Integer, String> map = new StillMap<>();
        StillMap<Integer, String> other = new StillMap<>();
        map.put(1, "old");
        other.put(1, "old");
        assertThat(other.getStamped(1)).isNotNull();
        assertThat(other.replaceStamped(1, map.getStamped(1), "new")).isFalse();
    }

    @Test
    void whatCannotBeIsRefused() {
        StillMap<Integer, String> map = new StillMap<>();
        map.put(1, "one");
        map.put(2, "two");
        Stamped<String> stamped = map.getStamped(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.replaceStamped(2, stamped, "new"))
                .withMessageContaining("key 1")
                .withMessageContaining("key 2");
        assertThatNullPointerException().isThrownBy(() -> map.replaceStamped(1, stamped, null));
        assertThatNullPointerException().isThrownBy(() -> map.replaceStamped(1, null, "new"));
        assertThatNullPointerException().isThrownBy(() -> map.getStamped(null));
    }

    /**
     * Two threads add to a counter by stamps while another adds by compute, removes the counter and puts it back, writes its
     * neighbours and makes the map grow.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 12, 40})
    void nothingIsLostBetweenStampAndReplacement(int keys) throws InterruptedException {
        long seed = Stress.seed();
        int additions = Stress.scaled(10_000);
        StillMap<Key, Integer> map = new StillMap<>();
        Key[] all = Key.range(keys, Hashing.COLLIDING);
        for (Key key : all) {
            map.put(key, 0);
        }
        Key counter = all[keys - 1];
        AtomicInteger computed = new AtomicInteger();
        Runnable adding = () -> {
            for (int done = 0; done < additions; ) {
                Stamped<Integer> stamped = map.getStamped(counter);
                if (stamped != null && map.replaceStamped(counter, stamped, stamped.value() + 1)) {
                    done++;
                }
            }
        };
        Runnable disturbing = () -> {
            Random random = new Random(seed);
            for (int i = 0; i < additions; i++) {
                switch (random.nextInt(8)) {
                    case 0 -> map.put(counter, map.remove(counter));
                    case 1 -> map.put(Key.of(1_000 + i, Hashing.GOOD), i);
                    case 2, 3 -> {
                        map.computeIfPresent(counter, (key, value) -> value + 1);
                        computed.incrementAndGet();
                    }
                    default -> {
                        if (keys > 1) {
                            map.put(all[random.nextInt(keys - 1)], i);
                        }
                    }
                }
            }
        };
        List<Thread> threads = List.of(new Thread(adding), new Thread(adding), new Thread(disturbing));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(map.get(counter)).as("seed " + seed).isEqualTo(2 * additions + computed.get());
        map.verify();
    }

    private static StillMap<Key, String> colliding(int keys) {
        StillMap<Key, String> map = new StillMap<>();
        for (Key key : Key.range(keys, Hashing.COLLIDING)) {
            map.put(key, "old");
        }
        return map;
    }
}
