package dev.stillmap.internal;

import dev.stillmap.trace.IterationTracer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A snapshot is marked as closed before the epoch without it is installed (both volatile): a writer that knows no
 * snapshot any more saves nothing, and whoever then finds the bucket changed and no copy has to find the snapshot
 * closed. Results: whether the epoch still had the snapshot, whether it was marked.
 *
 * <p>Seen red with the epoch installed first and a pause behind it. ARM would show weaker modes: store before store,
 * load before load.
 */
@JCStressTest
@State
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "before")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "in between")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "after")
@Outcome(expect = Expect.FORBIDDEN, desc = "gone from the epoch and not marked")
public class ClosedBeforeEpochTest {
    private final MapCore map = new MapCore(1, new Epochs(Long.MAX_VALUE, false), IterationTracer.of(null, "map"));

    private final SnapshotNode node = map.openSnapshot();

    @Actor
    public void closer() {
        map.closeHandle(node, false);
    }

    @Actor
    public void looker(ZZ_Result r) {
        r.r1 = map.epochs().current().open == node;
        r.r2 = node.closed;
    }
}
