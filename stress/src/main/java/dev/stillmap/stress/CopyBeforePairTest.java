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
 * A writer stores the copy that a snapshot needs (release) before it publishes the bucket's new stamp (release): who
 * reads the snapshot and finds the bucket too young (volatile) finds the copy (acquire), filled.
 *
 * <p>Seen red with the copy stored after the new pair and a pause in between. ARM would show weaker modes: store
 * before store, load before load.
 */
@JCStressTest
@State
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "what the key had when the snapshot was taken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a later value, or none")
public class CopyBeforePairTest {
    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    private final Snapshot<Integer, Integer> snapshot;

    public CopyBeforePairTest() {
        map.put(KEY, 0);
        snapshot = map.snapshot();
    }

    @Actor
    public void writer() {
        map.put(KEY, 1);
    }

    @Actor
    public void reader(I_Result r) {
        r.r1 = snapshot.get(KEY);
    }

    @Arbiter
    public void close() {
        snapshot.close();
    }
}
