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
 * A write locks its bucket before it reads the epoch: whoever took a snapshot and then sees the bucket unlocked and
 * old has a snapshot without that write. Results: the live value after the snapshot was taken, the snapshot's value.
 *
 * <p>Seen red with the epoch read before the lock and a pause in between. Weaker modes would show on ARM: the lock's
 * compare-and-set passed by the load of the epoch.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the write came after both")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the write came after the snapshot")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the write came before the snapshot")
@Outcome(expect = Expect.FORBIDDEN, desc = "the snapshot holds a write that came after it")
public class WriteBesideSnapshotTest {
    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    private Snapshot<Integer, Integer> snapshot;

    public WriteBesideSnapshotTest() {
        map.put(KEY, 0);
        // Ends the epoch of the put, so that the next one takes the way of a first write in an epoch.
        map.snapshot().close();
    }

    @Actor
    public void writer() {
        map.put(KEY, 1);
    }

    @Actor
    public void snapshotter(II_Result r) {
        snapshot = map.snapshot();
        r.r1 = map.get(KEY);
    }

    @Arbiter
    public void look(II_Result r) {
        r.r2 = snapshot.get(KEY);
        snapshot.close();
    }
}
