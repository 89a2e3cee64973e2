package dev.stillmap.stress;

import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A write that changes nothing, here {@code putIfAbsent} of a present key, confirms what it has read as a lookup does.
 *
 * <p>Seen red without the second look. ARM would show a look done before the loads.
 */
@JCStressTest
@State
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "the key was removed already")
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the key was there")
@Outcome(expect = Expect.FORBIDDEN, desc = "another key's value, or none of the two")
public class ValidatedPutIfAbsentTest {
    private static final int SAME = 7;

    private static final int OTHER = 11;

    private static final SlowKey REMOVED = new SlowKey(1, SAME);

    private static final SlowKey PUT = new SlowKey(2, OTHER);

    private static final SlowKey PROBE = new SlowKey(1, SAME);

    private final StillMap<SlowKey, Integer> map = new StillMap<>();

    public ValidatedPutIfAbsentTest() {
        map.put(REMOVED, 1);
    }

    @Actor
    public void writer() {
        map.remove(REMOVED);
        map.put(PUT, 2);
    }

    @Actor
    public void reader(I_Result r) {
        Integer value = map.putIfAbsent(PROBE, 3);
        r.r1 = value == null ? 0 : value;
    }
}
