package dev.stillmap.stress;

import dev.stillmap.IterationLock;
import dev.stillmap.StillMap;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * While a hold is in force the map itself does not change: a write that has read an epoch of before is in the hold's
 * snapshot, one that reads its epoch waits. Results: what the hold has, and what the map has at the hold's beginning
 * and at its end.
 *
 * <p>Seen red without the look at the guards in {@code Writes.commit}.
 */
@JCStressTest
@State
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "the write waits")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "the hold begins after the write")
@Outcome(expect = Expect.FORBIDDEN, desc = "the map has changed under the hold")
public class HoldBesideWriteTest {
    private static final Integer KEY = 1;

    private static final IterationLock LONG = IterationLock.defaults().blockTime(Duration.ofHours(1));

    private final StillMap<Integer, Integer> map = new StillMap<>();

    public HoldBesideWriteTest() {
        map.put(KEY, 0);
    }

    @Actor
    public void writer() {
        map.put(KEY, 1);
    }

    @Actor
    public void holder(III_Result r) {
        try (IterationLock.Hold<Integer, Integer> hold = map.lockForIteration(LONG)) {
            r.r2 = map.get(KEY);
            r.r1 = hold.get(KEY);
            r.r3 = map.get(KEY);
        }
    }
}
