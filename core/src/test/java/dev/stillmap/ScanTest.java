package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A scan misses nothing while buckets become empty under it. */
@Tag("stress")
class ScanTest {
    private static final int KEYS = 3_000;
    private static final int SCANS = 40_000;

    /**
     * The writer puts the next key before it removes the oldest, in a table so sparse that most buckets hold one key or
     * none. Seen red without the second look at a bucket whose tags are empty: 16 of 80,000 scans.
     */
    @Test
    void meetsTheKeysOfOneInstant() throws InterruptedException {
        StillMap<Integer, Integer> map = new StillMap<>(20 * KEYS);
        for (int key = 0; key < KEYS; key++) {
            map.put(key, key);
        }
        AtomicBoolean stopped = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            for (int key = KEYS; !stopped.get(); key++) {
                map.put(key, key);
                map.remove(key - KEYS);
            }
        });
        writer.start();
        try {
            for (int scan = 0; scan < Stress.scaled(SCANS); scan++) {
                int[] met = {0};
                map.scan((key, value) -> met[0]++);
                assertThat(met[0]).isBetween(KEYS, KEYS + 1);
            }
        } finally {
            stopped.set(true);
            writer.join();
        }
        map.verify();
    }
}
