package dev.stillmap.stress;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A batch locks all its buckets (volatile) and then reads the epoch (volatile), once: a snapshot has all of it or
 * nothing.
 *
 * <p>Seen red with the epoch read for each bucket, with a pause between. ARM would show a weaker mode of the reading:
 * load before store.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "before the batch")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "after the batch")
@Outcome(expect = Expect.FORBIDDEN, desc = "a part of the batch")
public class BatchBesideSnapshotTest {
    private static final Integer ONE = 1;

    /** In another bucket of a map that is made for many entries. */
    private static final Integer OTHER = 2;

    private final StillMap<Integer, Integer> map = new StillMap<>(100);

    public BatchBesideSnapshotTest() {
        map.put(ONE, 0);
        map.put(OTHER, 0);
    }

    @Actor
    public void writer() {
        map.batch().put(ONE, 1).put(OTHER, 1).commit();
    }

    @Actor
    public void reader(II_Result r) {
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            r.r1 = snapshot.get(ONE);
            r.r2 = snapshot.get(OTHER);
        }
    }
}
