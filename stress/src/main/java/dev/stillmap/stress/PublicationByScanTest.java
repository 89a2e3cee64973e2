package dev.stillmap.stress;

import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * As {@link PublicationTest}, for a value met by a scan.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "before")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "in between")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "after")
@Outcome(expect = Expect.FORBIDDEN, desc = "the value is there and what was done before is not")
public class PublicationByScanTest {
    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    private int plain;

    public PublicationByScanTest() {
        map.put(KEY, 0);
    }

    @Actor
    public void writer() {
        plain = 1;
        map.put(KEY, 1);
    }

    @Actor
    public void reader(II_Result r) {
        map.scan((key, value) -> r.r1 = value);
        r.r2 = plain;
    }
}
