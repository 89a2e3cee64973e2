package dev.stillmap.stress;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A move fills a bucket's children before it marks the bucket as moved (release), and there is a next table before
 * that (volatile): whoever sees the mark (volatile) finds the entries in the children. Results: two lookups and one in
 * a new snapshot, beside the insert that makes the map grow.
 */
@JCStressTest
@State
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "each was there")
@Outcome(expect = Expect.FORBIDDEN, desc = "an entry was missed")
public class GrowthTest {
    private static final int FULL = 8;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    public GrowthTest() {
        for (int key = 0; key < FULL; key++) {
            map.put(key, 1);
        }
    }

    @Actor
    public void writer() {
        map.put(FULL, 1);
    }

    @Actor
    public void reader(III_Result r) {
        r.r1 = map.getOrDefault(0, 0);
        r.r2 = map.getOrDefault(FULL - 1, 0);
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            r.r3 = snapshot.getOrDefault(1, 0);
        }
    }
}
