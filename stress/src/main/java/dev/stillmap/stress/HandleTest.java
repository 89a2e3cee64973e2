package dev.stillmap.stress;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A second handle on a snapshot is asked for while the first is closed. Handles are counted by compare-and-set, and
 * none is added to none: either the second handle works, or it is refused. Results: what a second handle read, and
 * snapshots left open.
 *
 * <p>Seen red with a store in place of the compare-and-set, and a pause before it.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the handle came first")
@Outcome(id = "-1, 0", expect = Expect.ACCEPTABLE, desc = "the close came first")
@Outcome(expect = Expect.FORBIDDEN, desc = "a handle on a closed snapshot, or one never closed")
public class HandleTest {
    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    private final Snapshot<Integer, Integer> snapshot;

    private Snapshot<Integer, Integer> second;

    public HandleTest() {
        map.put(KEY, 0);
        snapshot = map.snapshot();
    }

    @Actor
    public void user(II_Result r) {
        try {
            second = snapshot.retain();
        } catch (IllegalStateException e) {
            r.r1 = -1;
        }
    }

    @Actor
    public void closer() {
        snapshot.close();
    }

    @Arbiter
    public void look(II_Result r) {
        map.put(KEY, 1);
        if (second != null) {
            r.r1 = second.get(KEY);
            second.close();
        }
        r.r2 = map.stats().snapshots().open();
    }
}
