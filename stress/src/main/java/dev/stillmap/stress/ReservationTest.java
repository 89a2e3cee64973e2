package dev.stillmap.stress;

import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A put that finds its bucket reserved by a compute function enqueues itself, then looks whether the function is done;
 * its owner says done, then looks for waiters. All volatile: one of the two sees the other, or the put would sleep for
 * ever, which jcstress reports as a timeout. Results: what compute and put return, and what the key has at the end.
 */
@JCStressTest
@State
@Outcome(id = "1, 1, 10", expect = Expect.ACCEPTABLE, desc = "the function, then the put")
@Outcome(id = "11, 0, 11", expect = Expect.ACCEPTABLE, desc = "the put, then the function")
@Outcome(expect = Expect.FORBIDDEN, desc = "one of the two was lost")
public class ReservationTest {
    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    public ReservationTest() {
        map.put(KEY, 0);
    }

    @Actor
    public void computer(III_Result r) {
        r.r1 = map.compute(KEY, (key, value) -> value + 1);
    }

    @Actor
    public void writer(III_Result r) {
        r.r2 = map.put(KEY, 10);
    }

    @Arbiter
    public void look(III_Result r) {
        r.r3 = map.get(KEY);
    }
}
