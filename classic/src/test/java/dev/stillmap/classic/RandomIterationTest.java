package dev.stillmap.classic;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random operations and iterations against {@link IterationModel}. Seen red, among others: with the lookup of moved
 * entries left out, with the bucket of an old chain's keys not checked, with the mark of removed cells set without a look
 * at the overflow bucket, with clear that leaves the old array as it is, and with {@code peek} that goes behind its entry.
 */
class RandomIterationTest {

    private static final int CASES = 3_000;

    @Test
    void iterationsMeetWhatTheyMust() {
        long seed = Seed.ofRun();
        var seeds = new SplittableRandom(seed);
        for (int i = 0; i < CASES; i++) {
            long each = seeds.nextLong();
            try {
                new IterationModel(each).run(seeds.nextInt(10, 600));
            } catch (AssertionError e) {
                throw new AssertionError("-Dstillmap.seed=" + seed + ", case " + i + ": " + e.getMessage(), e);
            }
        }
    }
}
