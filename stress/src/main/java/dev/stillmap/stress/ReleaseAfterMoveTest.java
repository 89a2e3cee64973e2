package dev.stillmap.stress;

import dev.stillmap.StillMap;
import dev.stillmap.internal.Keys;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The arrays of a segment go (release) when each of its buckets is marked as moved: a lookup that finds a bucket's
 * overflow gone (acquire) finds the mark when it looks at the state word again. Result: a lookup of a key in an
 * overflow, beside the insert that makes the map grow.
 *
 * <p>Seen red with the arrays dropped before the mark, a pause in between and another one before the reader's look at
 * the overflow; green with the reader's pause alone. ARM would show weaker modes: store before store, load before
 * load.
 */
@JCStressTest
@State
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the key was there")
@Outcome(expect = Expect.FORBIDDEN, desc = "the key was missed")
public class ReleaseAfterMoveTest {
    private static final int LOOKS = 20;

    /** Of the bucket that moves last. */
    private static final Integer[] FULL = Keys.inBucket(1, 2, 10);

    private static final Integer[] OTHERS = Keys.inBucket(0, 2, 4);

    private final StillMap<Integer, Integer> map = new StillMap<>(12);

    public ReleaseAfterMoveTest() {
        for (int i = 0; i < 9; i++) {
            map.put(FULL[i], 1);
        }
        for (Integer key : OTHERS) {
            map.put(key, 1);
        }
    }

    @Actor
    public void writer() {
        map.put(FULL[9], 1);
    }

    @Actor
    public void reader(I_Result r) {
        r.r1 = 1;
        for (int look = 0; look < LOOKS; look++) {
            r.r1 &= map.getOrDefault(FULL[8], 0);
        }
    }
}
