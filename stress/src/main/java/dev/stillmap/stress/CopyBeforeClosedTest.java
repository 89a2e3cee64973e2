package dev.stillmap.stress;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A writer saves a bucket for the younger of two snapshots, then looks whether that has been closed; who closes it
 * marks it, then looks for copies to hand over to the older one. Full fences on both sides: one of the two sees the
 * other. Result: what the older snapshot holds.
 *
 * <p>Seen red without the look at {@code closed} behind the copy. Without the fence a store is passed by a later load,
 * which x86 does too, but so seldom that half a million rounds did not show it.
 */
@JCStressTest
@State
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "what the key had when the older snapshot was taken")
@Outcome(expect = Expect.FORBIDDEN, desc = "the older snapshot lost its content")
public class CopyBeforeClosedTest {
    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    private final Snapshot<Integer, Integer> older;

    private final Snapshot<Integer, Integer> younger;

    public CopyBeforeClosedTest() {
        map.put(KEY, 0);
        older = map.snapshot();
        younger = map.snapshot();
    }

    @Actor
    public void writer() {
        map.put(KEY, 1);
    }

    @Actor
    public void closer() {
        younger.close();
    }

    @Arbiter
    public void look(I_Result r) {
        r.r1 = older.get(KEY);
        older.close();
    }
}
