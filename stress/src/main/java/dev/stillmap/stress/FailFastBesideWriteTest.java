package dev.stillmap.stress;

import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.StillMap;
import java.util.ConcurrentModificationException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * A write trips the watch before it changes the content: who has seen the write, and takes a step afterwards, is told.
 * Results: the value seen, whether the step threw.
 *
 * <p>Seen red with the watch tripped after the unlock. On x86 the order of its stores is kept anyway; ARM would show a
 * weaker mode of the watch's state or of the content.
 */
@JCStressTest
@State
@Outcome(id = "0, false", expect = Expect.ACCEPTABLE, desc = "before the write")
@Outcome(id = "0, true", expect = Expect.ACCEPTABLE, desc = "in between")
@Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "after the write")
@Outcome(expect = Expect.FORBIDDEN, desc = "the write was seen and not found")
public class FailFastBesideWriteTest {
    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    private final Iteration<Integer, Integer> iteration;

    public FailFastBesideWriteTest() {
        map.put(KEY, 0);
        iteration = map.iterate(IterationContract.FAIL_FAST);
    }

    @Actor
    public void writer() {
        map.put(KEY, 1);
    }

    @Actor
    public void looker(IZ_Result r) {
        r.r1 = map.get(KEY);
        try {
            r.r2 = !iteration.hasNext();
        } catch (ConcurrentModificationException e) {
            r.r2 = true;
        }
        iteration.close();
    }
}
