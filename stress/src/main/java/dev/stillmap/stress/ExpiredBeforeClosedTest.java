package dev.stillmap.stress;

import dev.stillmap.Snapshot;
import dev.stillmap.SnapshotExpiredException;
import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A snapshot that the memory bound ends is marked as expired before it is marked as closed (both volatile), so its
 * reader is told the reason.
 *
 * <p>Seen red with the marks set the other way round and a pause in between. ARM would show weaker modes: store before
 * store, load before load.
 */
@JCStressTest
@State
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "what the key had when the snapshot was taken")
@Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "the reader is told that the snapshot has expired")
@Outcome(expect = Expect.FORBIDDEN, desc = "the wrong reason, or a later value")
public class ExpiredBeforeClosedTest {
    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map =
            StillMap.<Integer, Integer>builder().maxRetainedBytes(1).build();

    private final Snapshot<Integer, Integer> snapshot;

    public ExpiredBeforeClosedTest() {
        map.put(KEY, 0);
        snapshot = map.snapshot();
    }

    @Actor
    public void writer() {
        map.put(KEY, 1);
    }

    @Actor
    public void reader(I_Result r) {
        try {
            r.r1 = snapshot.get(KEY);
        } catch (SnapshotExpiredException e) {
            r.r1 = -1;
        } catch (IllegalStateException e) {
            r.r1 = -2;
        }
    }

    @Arbiter
    public void close() {
        snapshot.close();
    }
}
