package dev.stillmap.stress;

import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * What a thread does before a put (release) happens before what another one does after it has got the value (acquire).
 * Results: the value, and a plain field that was written before the put.
 *
 * <p>Seen red, in one of twelve JVMs, with a lookup that takes the value from its slot by a plain load and looks at no
 * state word: the compiler loads the field first. ARM does that by itself.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "before")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "in between")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "after")
@Outcome(expect = Expect.FORBIDDEN, desc = "the value is there and what was done before is not")
public class PublicationTest {
    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    private int plain;

    public PublicationTest() {
        map.put(KEY, 0);
    }

    @Actor
    public void writer() {
        plain = 1;
        map.put(KEY, 1);
    }

    @Actor
    public void reader(II_Result r) {
        r.r1 = map.get(KEY);
        r.r2 = plain;
    }
}
