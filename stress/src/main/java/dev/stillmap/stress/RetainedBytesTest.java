package dev.stillmap.stress;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * A writer counts the bytes of its copy, then looks whether the snapshot has left the list; who closes it marks it as
 * having left, then takes its bytes out of the sum. All volatile: one of the two sees the other. Result: bytes that
 * the map believes retained when no snapshot is open.
 *
 * <p>Seen red with the mark set after the bytes are taken out, and a pause in between. With a mark that is not
 * volatile a store is passed by a later load, which x86 does too, but too seldom to be seen.
 */
@JCStressTest
@State
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "nothing")
@Outcome(expect = Expect.FORBIDDEN, desc = "bytes that nobody will ever take out")
public class RetainedBytesTest {
    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    private final Snapshot<Integer, Integer> snapshot;

    public RetainedBytesTest() {
        map.put(KEY, 0);
        snapshot = map.snapshot();
    }

    @Actor
    public void writer() {
        map.put(KEY, 1);
    }

    @Actor
    public void closer() {
        snapshot.close();
    }

    @Arbiter
    public void look(J_Result r) {
        r.r1 = map.stats().snapshots().retainedBytes();
    }
}
