package dev.stillmap.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A segment's state words are replaced before its other arrays go (release each): whoever finds the entries gone
 * (acquire) and looks again finds words that say so. Results: whether the entries were there, whether the words were
 * there.
 *
 * <p>Seen red with the stores the other way round. ARM would show weaker modes: store before store, load before load.
 */
@JCStressTest
@State
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "before")
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the words went first")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "after")
@Outcome(expect = Expect.FORBIDDEN, desc = "the entries went first")
public class ReleaseOrderTest {
    private final Table table = Table.allocated(1);

    @Actor
    public void releaser() {
        table.release(0);
    }

    @Actor
    public void reader(ZZ_Result r) {
        r.r1 = table.kvAcquire(0) != null;
        r.r2 = table.metas[0] != Table.GONE;
    }
}
