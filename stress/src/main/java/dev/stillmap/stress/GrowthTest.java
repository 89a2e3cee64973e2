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
 * A move fills a bucket's children before it marks the bucket as moved (release), and there is a next table before
 * that (volatile): whoever sees the mark (volatile) finds the entries in the children. Results: whether lookups in the
 * map and in new snapshots, beside the insert that makes the map grow, all found their keys.
 *
 * <p>Seen red with the mark set before the children are filled, and a pause in between. ARM would show weaker modes:
 * store before store, load before load.
 */
@JCStressTest
@State
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "each was there")
@Outcome(expect = Expect.FORBIDDEN, desc = "an entry was missed")
public class GrowthTest {
    private static final int LOOKS = 20;

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
    public void reader(II_Result r) {
        r.r1 = 1;
        r.r2 = 1;
        for (int look = 0; look < LOOKS; look++) {
            r.r1 &= map.getOrDefault(0, 0);
            try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
                Integer value = snapshot.get(1);
                r.r2 &= value == null ? 0 : value;
            }
        }
    }
}
