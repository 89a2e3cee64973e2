package dev.stillmap.stress;

import dev.stillmap.StillMap;
import dev.stillmap.internal.Keys;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * A function without a change ends beside a move of its bucket. It reads the bucket's overflow cell, where the
 * reservation lies, and then, after an acquire fence, the state word again: a cell that is gone with its segment does
 * not mean that the reservation has been ended already. Result: whether the map is whole.
 *
 * <p>Seen red without that look, with a pause before the cell is read. ARM would show a look done before the load.
 */
@JCStressTest
@State
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "nothing is left of the reservation")
@Outcome(expect = Expect.FORBIDDEN, desc = "the bucket stays reserved")
public class ReservationEndTest {
    private static final int CALLS = 10;

    private static final Integer[] FULL = Keys.inBucket(0, 2, 9);

    private static final Integer[] MOVED = Keys.inBucket(1, 2, 7);

    private final StillMap<Integer, Integer> map = new StillMap<>(12);

    public ReservationEndTest() {
        for (int i = 0; i < 8; i++) {
            map.put(FULL[i], 0);
        }
        for (int i = 0; i < 6; i++) {
            map.put(MOVED[i], 0);
        }
    }

    @Actor
    public void computer() {
        for (int call = 0; call < CALLS; call++) {
            map.compute(MOVED[6], (key, value) -> null);
        }
    }

    @Actor
    public void writer() {
        map.put(FULL[8], 0);
    }

    @Arbiter
    public void look(Z_Result r) {
        try {
            map.verify();
            r.r1 = true;
        } catch (IllegalStateException e) {
            r.r1 = false;
        }
    }
}
