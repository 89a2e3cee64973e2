package dev.stillmap.stress;

import dev.stillmap.Stamped;
import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * {@code getStamped} reads the value only when the bucket's flag is set (compare-and-set), and looks at the state word
 * again after an acquire fence: from then on each write moves the pair, so a stamp with the old value does not fit any
 * more. Results: the value that came with the stamp, and whether the stamp still fits after the put.
 *
 * <p>Seen red with a stamp made of the value that was read before the flag was set.
 */
@JCStressTest
@State
@Outcome(id = "0, false", expect = Expect.ACCEPTABLE, desc = "the put came after the stamp")
@Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "the put came before")
@Outcome(id = "1, false", expect = Expect.ACCEPTABLE, desc = "as it may, without a reason")
@Outcome(expect = Expect.FORBIDDEN, desc = "the put went unnoticed")
public class WatchTest {
    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    private Stamped<Integer> stamped;

    public WatchTest() {
        map.put(KEY, 0);
    }

    @Actor
    public void writer() {
        map.put(KEY, 1);
    }

    @Actor
    public void reader(IZ_Result r) {
        stamped = map.getStamped(KEY);
        r.r1 = stamped.value();
    }

    @Arbiter
    public void replace(IZ_Result r) {
        r.r2 = map.replaceStamped(KEY, stamped, 2);
    }
}
