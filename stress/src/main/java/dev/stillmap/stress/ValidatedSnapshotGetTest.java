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
 * A lookup in a snapshot reads the bucket where it is as long as that has not changed since the cut, and looks at the
 * state word again after an acquire fence. If it has changed, the saved copy answers.
 *
 * <p>Seen red without the second look. ARM would show a look done before the loads.
 */
@JCStressTest
@State
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "what the key had when the snapshot was taken")
@Outcome(expect = Expect.FORBIDDEN, desc = "anything else")
public class ValidatedSnapshotGetTest {
    private static final int SAME = 7;

    private static final int OTHER = 11;

    private static final SlowKey REMOVED = new SlowKey(1, SAME);

    private static final SlowKey PUT = new SlowKey(2, OTHER);

    private static final SlowKey PROBE = new SlowKey(1, SAME);

    private final StillMap<SlowKey, Integer> map = new StillMap<>();

    private final Snapshot<SlowKey, Integer> snapshot;

    public ValidatedSnapshotGetTest() {
        map.put(REMOVED, 1);
        snapshot = map.snapshot();
    }

    @Actor
    public void writer() {
        map.remove(REMOVED);
        map.put(PUT, 2);
    }

    @Actor
    public void reader(I_Result r) {
        Integer value = snapshot.get(PROBE);
        r.r1 = value == null ? 0 : value;
    }

    @Arbiter
    public void close() {
        snapshot.close();
    }
}
