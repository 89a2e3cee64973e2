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
 * As {@link WriteBesideSnapshotTest} for a key that was absent: a lookup that finds no tag waits for a locked bucket
 * too, for the insert may belong to a snapshot that has been taken.
 *
 * <p>Seen red with such a lookup going on through a locked bucket, and a pause after the writer's reading of the
 * epoch.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the insert came after both")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the insert came after the snapshot")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the insert came before the snapshot")
@Outcome(expect = Expect.FORBIDDEN, desc = "the snapshot holds an insert that came after it")
public class InsertBesideSnapshotTest {
    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    private Snapshot<Integer, Integer> snapshot;

    @Actor
    public void writer() {
        map.put(KEY, 1);
    }

    @Actor
    public void snapshotter(II_Result r) {
        snapshot = map.snapshot();
        r.r1 = map.getOrDefault(KEY, 0);
    }

    @Arbiter
    public void look(II_Result r) {
        Integer value = snapshot.get(KEY);
        r.r2 = value == null ? 0 : value;
        snapshot.close();
    }
}
