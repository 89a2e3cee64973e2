package dev.stillmap.stress;

import dev.stillmap.StillMap;
import java.util.concurrent.ThreadLocalRandom;
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
 *
 * <p>Seen red, as a test that hangs, with the waiters read before {@code done} is set and a pause in between, and with
 * {@code done} not volatile.
 */
@JCStressTest
@State
@Outcome(id = "1, 1, 10", expect = Expect.ACCEPTABLE, desc = "the function, then the put")
@Outcome(id = "11, 0, 11", expect = Expect.ACCEPTABLE, desc = "the put, then the function")
@Outcome(expect = Expect.FORBIDDEN, desc = "one of the two was lost")
public class ReservationTest {
    private static final int MAX_SPINS = 64;

    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    /** So that the put comes now before, now while, now after the function ends. */
    private final int spins = ThreadLocalRandom.current().nextInt(MAX_SPINS);

    public ReservationTest() {
        map.put(KEY, 0);
    }

    @Actor
    public void computer(III_Result r) {
        r.r1 = map.compute(KEY, (key, value) -> {
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
            return value + 1;
        });
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
