package dev.stillmap.classic;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random operations and iterations against {@link IterationModel}. Seen red with each of these undone: the lookup of
 * moved entries, the check of an old chain's keys, the look at the overflow bucket before cells are marked as the rest,
 * the emptying of cells by clear, the count of clears and that of removals of keys that cannot be found, the move
 * before a removal, the old chains kept for iterations, the note that there are any, the direction of keys whose hash
 * is new each time; and with a {@code peek} that goes behind its entry.
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
