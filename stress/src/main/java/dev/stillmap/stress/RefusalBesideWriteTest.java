package dev.stillmap.stress;

import dev.stillmap.BucketLockedException;
import dev.stillmap.IterationLock;
import dev.stillmap.StillMap;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;

/**
 * A refusing hold freezes a bucket before it looks at it, and a writer looks whether it is frozen under its lock: either
 * the writer is refused, or the hold shows what it has written. Results: what the hold has shown, what the map has at
 * its end, whether the write was refused.
 *
 * <p>Seen red with the bucket frozen after it is read.
 */
@JCStressTest
@State
@Outcome(id = "0, 0, true", expect = Expect.ACCEPTABLE, desc = "refused")
@Outcome(id = "1, 1, false", expect = Expect.ACCEPTABLE, desc = "written before the hold came to it")
@Outcome(id = "0, 0, false", expect = Expect.ACCEPTABLE, desc = "written after the hold")
@Outcome(expect = Expect.FORBIDDEN, desc = "what was shown has changed")
public class RefusalBesideWriteTest {
    private static final Integer KEY = 1;

    private static final IterationLock REFUSING =
            IterationLock.defaults().blockTime(Duration.ofHours(1)).policy(IterationLock.Policy.REFUSE);

    private final StillMap<Integer, Integer> map = new StillMap<>();

    public RefusalBesideWriteTest() {
        map.put(KEY, 0);
    }

    @Actor
    public void writer(IIZ_Result r) {
        try {
            map.put(KEY, 1);
        } catch (BucketLockedException e) {
            r.r3 = true;
        }
    }

    @Actor
    public void holder(IIZ_Result r) {
        try (IterationLock.Hold<Integer, Integer> hold = map.lockForIteration(REFUSING)) {
            r.r1 = hold.get(KEY);
            r.r2 = map.get(KEY);
        }
    }
}
