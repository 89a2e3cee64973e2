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
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A new epoch's number is stored before the epoch itself. The writer's first put reads the epoch, the second one, in a
 * bucket that carries the current stamp, only the number: if the first came too late for a snapshot, so did the
 * second. Results: what the snapshot holds of the first and of the second put.
 *
 * <p>Seen red with the two stores the other way round and a pause in between. Weaker modes would show on ARM: store
 * before store.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "both came after the snapshot")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the snapshot came between them")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both came before the snapshot")
@Outcome(expect = Expect.FORBIDDEN, desc = "the snapshot holds the second put without the first")
public class NumberBeforeEpochTest {
    private static final Integer FIRST = Keys.inBucket(0, 4, 1)[0];

    private static final Integer SECOND = Keys.inBucket(1, 4, 1)[0];

    private final StillMap<Integer, Integer> map = new StillMap<>(20);

    private Snapshot<Integer, Integer> snapshot;

    public NumberBeforeEpochTest() {
        map.put(FIRST, 0);
        map.snapshot().close();
        map.put(SECOND, 0);
    }

    @Actor
    public void writer() {
        map.put(FIRST, 1);
        map.put(SECOND, 1);
    }

    @Actor
    public void snapshotter() {
        snapshot = map.snapshot();
    }

    @Arbiter
    public void look(II_Result r) {
        r.r1 = snapshot.get(FIRST);
        r.r2 = snapshot.get(SECOND);
        snapshot.close();
    }
}
