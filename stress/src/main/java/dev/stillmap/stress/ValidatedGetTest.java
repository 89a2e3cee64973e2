package dev.stillmap.stress;

import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A lookup looks at the state word again, after an acquire fence, when it has read key and value: the slot may have
 * been freed and filled for another key in between. The key is read before a slow {@code equals}, the value after it.
 *
 * <p>Seen red without the second look, and with a remove that leaves the pair alone. ARM would show a look done before
 * the loads, were these and the fence weaker.
 */
@JCStressTest
@State
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "the key was removed already")
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the key was there")
@Outcome(expect = Expect.FORBIDDEN, desc = "another key's value, or none of the two")
public class ValidatedGetTest {
    private static final int SAME = 7;

    private static final int OTHER = 11;

    private static final SlowKey REMOVED = new SlowKey(1, SAME);

    private static final SlowKey PUT = new SlowKey(2, OTHER);

    private static final SlowKey PROBE = new SlowKey(1, SAME);

    private final StillMap<SlowKey, Integer> map = new StillMap<>();

    public ValidatedGetTest() {
        map.put(REMOVED, 1);
    }

    @Actor
    public void writer() {
        map.remove(REMOVED);
        map.put(PUT, 2);
    }

    @Actor
    public void reader(I_Result r) {
        Integer value = map.get(PROBE);
        r.r1 = value == null ? 0 : value;
    }
}
