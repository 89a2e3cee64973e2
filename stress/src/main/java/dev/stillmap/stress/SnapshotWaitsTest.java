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
 * A snapshot waits for a locked bucket whose stamp is within its cut: the writer may have read the epoch before the
 * snapshot was taken, and then its write belongs to it. Results: what a new snapshot holds at once, and at the end.
 *
 * <p>Seen red with {@code getAt} going on through a locked bucket, and a pause after the writer's reading of the
 * epoch.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the write came after the snapshot")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the write came before the snapshot")
@Outcome(expect = Expect.FORBIDDEN, desc = "the snapshot has changed its mind")
public class SnapshotWaitsTest {
    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    private Snapshot<Integer, Integer> snapshot;

    public SnapshotWaitsTest() {
        map.put(KEY, 0);
        // Ends the epoch of the put, so that the next one takes the way of a first write in an epoch.
        map.snapshot().close();
    }

    @Actor
    public void writer() {
        map.put(KEY, 1);
    }

    @Actor
    public void reader(II_Result r) {
        snapshot = map.snapshot();
        r.r1 = snapshot.get(KEY);
    }

    @Arbiter
    public void look(II_Result r) {
        r.r2 = snapshot.get(KEY);
        snapshot.close();
    }
}
