package dev.stillmap.stress;

import dev.stillmap.IterationLock;
import dev.stillmap.StillMap;
import java.time.Duration;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A refusing hold that degrades while it reads a bucket has a snapshot by then, and reads the bucket again there. Two
 * looks of the hold agree, although the first write after its block time lets it degrade. Results: the value in the
 * first and in the second walk over the hold.
 *
 * <p>Seen red without the second look at the hold's snapshot in {@code BucketWalker.readFrozen}.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "as it was")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "written before the hold came to it")
@Outcome(expect = Expect.FORBIDDEN, desc = "the hold shows two states")
public class DegradationBesideWalkTest {
    private static final Integer KEY = 1;

    private static final IterationLock REFUSING =
            IterationLock.defaults().blockTime(Duration.ZERO).policy(IterationLock.Policy.REFUSE);

    private final StillMap<Integer, Integer> map = new StillMap<>();

    public DegradationBesideWalkTest() {
        map.put(KEY, 0);
    }

    @Actor
    public void writer() {
        map.put(KEY, 1);
    }

    @Actor
    public void holder(II_Result r) {
        // By this thread: the holder's own writes would show.
        try (IterationLock.Hold<Integer, Integer> hold = map.lockForIteration(REFUSING)) {
            r.r1 = shown(hold);
            r.r2 = shown(hold);
        }
    }

    private static int shown(IterationLock.Hold<Integer, Integer> hold) {
        int value = -1;
        for (Map.Entry<Integer, Integer> entry : hold.entrySet()) {
            value = entry.getValue();
        }
        return value;
    }
}
