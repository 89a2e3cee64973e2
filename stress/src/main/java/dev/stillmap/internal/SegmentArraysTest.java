package dev.stillmap.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Two moves make the arrays of one segment at once. Who finds the state words there (acquire), and so makes nothing,
 * finds the other arrays as well: they come first, by compare-and-set. Results: whether each actor could use all
 * arrays.
 *
 * <p>Seen red with the state words made first. ARM would show weaker modes: store before store, load before load.
 */
@JCStressTest
@State
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "all arrays were there")
@Outcome(expect = Expect.FORBIDDEN, desc = "one of them was missing")
public class SegmentArraysTest {
    private final Table table = new Table(2, 0, 0);

    @Actor
    public void first(ZZ_Result r) {
        r.r1 = made();
    }

    @Actor
    public void second(ZZ_Result r) {
        r.r2 = made();
    }

    private boolean made() {
        table.ensureSegment(0);
        // changedIn throws where its array is missing.
        return table.kvs[0] != null && table.metas[0] != null && table.changedIn(0) == 0;
    }
}
