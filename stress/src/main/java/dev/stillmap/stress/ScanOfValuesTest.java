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
 * A scan looks at the state word again after each entry, behind an acquire fence, before it hands the entry over.
 * Results: what it met of a writer's first and second put.
 *
 * <p>Seen red without that look, with a pause before the entry is read. ARM would show a look done before the loads.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "both came after the scan's instant")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "its instant came between them")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both came before")
@Outcome(expect = Expect.FORBIDDEN, desc = "the second put without the first")
public class ScanOfValuesTest {
    private static final Integer FIRST = Keys.inBucket(0, 2, 1)[0];

    private static final Integer SECOND = Keys.inBucket(1, 2, 1)[0];

    private final StillMap<Integer, Integer> map = new StillMap<>(12);

    public ScanOfValuesTest() {
        map.put(FIRST, 0);
        map.put(SECOND, 0);
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
            } else {
                r.r2 = value;
            }
        });
    }
}
