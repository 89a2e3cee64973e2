package dev.stillmap.stress;

import dev.stillmap.StillMap;
import dev.stillmap.internal.Keys;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A scan looks at the state word again, behind an acquire fence, when it has read the reference to a bucket's
 * overflow. Results: what it met of a writer's first put, and of its second one, in the overflow.
 *
 * <p>Seen red without that look. ARM would show a look done before the load.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "both came after the scan's instant")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "its instant came between them")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both came before")
@Outcome(expect = Expect.FORBIDDEN, desc = "the second put without the first")
public class ScanOfOverflowTest {
    private static final Integer[] FULL = Keys.inBucket(0, 2, 9);

    private static final Integer SECOND = FULL[8];

    private static final Integer FIRST = Keys.inBucket(1, 2, 1)[0];

    private final StillMap<Integer, Integer> map = new StillMap<>(12);

    public ScanOfOverflowTest() {
        for (Integer key : FULL) {
            map.put(key, 0);
        }
        map.put(FIRST, 0);
    }

    @Actor
    public void writer() {
        map.put(FIRST, 1);
        map.put(SECOND, 1);
    }

    @Actor
    public void scanner(II_Result r) {
        map.scan((key, value) -> {
            if (key.equals(FIRST)) {
                r.r1 = value;
            } else if (key.equals(SECOND)) {
                r.r2 = value;
            }
        });
    }
}
