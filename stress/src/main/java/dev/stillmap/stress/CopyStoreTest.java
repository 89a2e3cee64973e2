package dev.stillmap.stress;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import dev.stillmap.internal.Keys;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two writers make room for copies of neighbouring buckets in one snapshot at once (compare-and-set): one array serves
 * both. Results: what the snapshot holds.
 *
 * <p>Seen red with plain stores in place of the compare-and-sets, of the list or of an array, and a pause before them.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "what both had when the snapshot was taken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a later value, or none")
public class CopyStoreTest {
    private static final Integer A = Keys.inBucket(0, 2, 1)[0];

    private static final Integer B = Keys.inBucket(1, 2, 1)[0];

    private final StillMap<Integer, Integer> map = new StillMap<>(12);

    private final Snapshot<Integer, Integer> snapshot;

    public CopyStoreTest() {
        map.put(A, 0);
        map.put(B, 0);
        snapshot = map.snapshot();
    }

    @Actor
    public void first() {
        map.put(A, 1);
    }

    @Actor
    public void second() {
        map.put(B, 1);
    }

    @Arbiter
    public void look(II_Result r) {
        r.r1 = snapshot.get(A);
        r.r2 = snapshot.get(B);
        snapshot.close();
    }
}
