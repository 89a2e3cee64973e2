package dev.stillmap.stress;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import dev.stillmap.internal.Keys;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two threads put a new value for their own key, then look for the other's in a snapshot of their own. A snapshot too
 * waits for a locked bucket whose old stamp is within its cut.
 */
@JCStressTest
@State
@Outcome(
        id = {"0, 1", "1, 0", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "who came second saw the other's write")
@Outcome(expect = Expect.FORBIDDEN, desc = "neither saw the other's write")
public class SnapshotStoreBufferingTest {
    private static final Integer A = Keys.inBucket(0, 4, 1)[0];

    private static final Integer B = Keys.inBucket(1, 4, 1)[0];

    private final StillMap<Integer, Integer> map = new StillMap<>(20);

    public SnapshotStoreBufferingTest() {
        map.put(A, 0);
        map.put(B, 0);
    }

    @Actor
    public void first(II_Result r) {
        map.put(A, 1);
        r.r1 = look(B);
    }

    @Actor
    public void second(II_Result r) {
        map.put(B, 1);
        r.r2 = look(A);
    }

    private int look(Integer key) {
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            return snapshot.get(key);
        }
    }
}
