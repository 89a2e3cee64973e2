package dev.stillmap.stress;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * An iterator over a snapshot buffers a bucket, then looks at the state word again after an acquire fence; if the
 * bucket was written meanwhile, it takes the copy. Results: the values of two keys in one bucket.
 *
 * <p>Seen red without the second look. ARM would show a look done before the loads.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "what both had when the snapshot was taken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a later value")
public class ValidatedSnapshotWalkTest {
    private static final Integer FIRST = 1;

    private static final Integer SECOND = 2;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    private final Snapshot<Integer, Integer> snapshot;

    public ValidatedSnapshotWalkTest() {
        map.put(FIRST, 0);
        map.put(SECOND, 0);
        snapshot = map.snapshot();
    }

    @Actor
    public void writer() {
        map.put(SECOND, 1);
        map.put(FIRST, 1);
    }

    @Actor
    public void reader(II_Result r) {
        for (Map.Entry<Integer, Integer> entry : snapshot.entrySet()) {
            if (entry.getKey().equals(FIRST)) {
                r.r1 = entry.getValue();
            } else {
                r.r2 = entry.getValue();
            }
        }
    }

    @Arbiter
    public void close() {
        snapshot.close();
    }
}
