package dev.stillmap.stress;

import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A remove publishes the bucket's new pair before it changes the content (release, then store-store fence), so a live
 * walk that has seen any of the change finds another pair when it looks again after its acquire fence. Results:
 * entries met, and how many of them without key or value.
 *
 * <p>Seen red without the second look, and with the new pair published by the unlock alone and a pause before that.
 * ARM would show a store before an earlier store, or a look done before the loads.
 */
@JCStressTest
@State
@Outcome(id = "8, 0", expect = Expect.ACCEPTABLE, desc = "before the remove")
@Outcome(id = "7, 0", expect = Expect.ACCEPTABLE, desc = "after the remove")
@Outcome(expect = Expect.FORBIDDEN, desc = "an entry that was being removed")
public class PairBeforeContentTest {
    private static final int OTHERS = 7;

    private static final Integer LAST = OTHERS;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    public PairBeforeContentTest() {
        for (int other = 0; other < OTHERS; other++) {
            map.put(other, 1);
        }
        map.put(LAST, 1);
    }

    @Actor
    public void writer() {
        map.remove(LAST);
    }

    @Actor
    public void reader(II_Result r) {
        map.forEach((key, value) -> {
            r.r1++;
            if (key == null || value == null) {
                r.r2++;
            }
        });
    }
}
