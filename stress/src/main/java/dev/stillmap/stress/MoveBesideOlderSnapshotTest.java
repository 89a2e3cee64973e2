package dev.stillmap.stress;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import dev.stillmap.internal.Keys;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A move notes its epoch (plain) before it marks the bucket as moved (release): a snapshot that is older than the move
 * and sees the mark (volatile) reads what was left behind, not the children. Result: what the snapshot holds of a key
 * that was moved, then written.
 *
 * <p>Seen red with the epoch noted after the mark, and a pause in between. ARM would show a weaker store of the mark:
 * store before store.
 */
@JCStressTest
@State
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "what the key had when the snapshot was taken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a later value, or none")
public class MoveBesideOlderSnapshotTest {
    private static final int LOOKS = 20;

    private static final Integer[] FULL = Keys.inBucket(0, 2, 9);

    private static final Integer[] MOVED = Keys.inBucket(1, 2, 7);

    private final StillMap<Integer, Integer> map = new StillMap<>(12);

    private final Snapshot<Integer, Integer> snapshot;

    public MoveBesideOlderSnapshotTest() {
        for (int i = 0; i < 8; i++) {
            map.put(FULL[i], 0);
        }
        for (int i = 0; i < 6; i++) {
            map.put(MOVED[i], 0);
        }
        snapshot = map.snapshot();
    }

    @Actor
    public void writer() {
        map.put(FULL[8], 0);
        map.put(MOVED[0], 1);
    }

    @Actor
    public void reader(I_Result r) {
        for (int look = 0; look < LOOKS; look++) {
            r.r1 |= snapshot.get(MOVED[0]);
        }
    }

    @Arbiter
    public void close() {
        snapshot.close();
    }
}
