package dev.stillmap.stress;

import dev.stillmap.StillMap;
import dev.stillmap.internal.Keys;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A scan looks at the state word again, behind an acquire fence, when a bucket's tags are empty: they may have become
 * so after its instant. A writer puts one key, then removes the other. Results: whether the scan met the removed and
 * the new key.
 *
 * <p>Seen red without that look, with a pause before the tags are read. ARM would show a look done before the load.
 */
@JCStressTest
@State
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "before both writes")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "between them")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "after both")
@Outcome(expect = Expect.FORBIDDEN, desc = "the remove without the put before it")
public class ScanOfRemovalTest {
    private static final Integer REMOVED = Keys.inBucket(0, 2, 1)[0];

    private static final Integer NEW = Keys.inBucket(1, 2, 1)[0];

    private final StillMap<Integer, Integer> map = new StillMap<>(12);

    public ScanOfRemovalTest() {
        map.put(REMOVED, 0);
    }

    @Actor
    public void writer() {
        map.put(NEW, 1);
        map.remove(REMOVED);
    }

    @Actor
    public void scanner(ZZ_Result r) {
        map.scan((key, value) -> {
            if (key.equals(REMOVED)) {
                r.r1 = true;
            } else {
                r.r2 = true;
            }
        });
    }
}
