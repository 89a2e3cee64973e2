package dev.stillmap.stress;

import dev.stillmap.StillMap;
import dev.stillmap.internal.Keys;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two writers make the overflow array of one segment at once (compare-and-set): one array serves both. Results:
 * whether each finds its key.
 *
 * <p>Seen red with a store in place of the compare-and-set, and a pause before it.
 */
@JCStressTest
@State
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both keys are there")
@Outcome(expect = Expect.FORBIDDEN, desc = "a key was lost")
public class OverflowArrayTest {
    private static final Integer[] A = Keys.inBucket(0, 4, 9);

    private static final Integer[] B = Keys.inBucket(1, 4, 9);

    private final StillMap<Integer, Integer> map = new StillMap<>(20);

    public OverflowArrayTest() {
        for (int i = 0; i < 8; i++) {
            map.put(A[i], 0);
            map.put(B[i], 0);
        }
    }

    @Actor
    public void first() {
        map.put(A[8], 1);
    }

    @Actor
    public void second() {
        map.put(B[8], 1);
    }

    @Arbiter
    public void look(II_Result r) {
        r.r1 = map.getOrDefault(A[8], 0);
        r.r2 = map.getOrDefault(B[8], 0);
    }
}
