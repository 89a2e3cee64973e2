package dev.stillmap.stress;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Who closes a snapshot hands its copies to the next older one, counts the handing over (volatile), and only then
 * takes the closed one out of the list. A reader of the older one that finds no copy on its way compares the count
 * with that before its search, and searches again if it moved.
 *
 * <p>Seen red with the count moved after the node has left, a pause before that and another one between the reader's
 * steps; green with the reader's pause alone. ARM would show weaker modes: store before store, load before load.
 */
@JCStressTest
@State
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "what the key had when the older snapshot was taken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a later value, or none")
public class HandoverTest {
    private static final int LOOKS = 20;

    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    private final Snapshot<Integer, Integer> older;

    private final Snapshot<Integer, Integer> younger;

    public HandoverTest() {
        map.put(KEY, 0);
        older = map.snapshot();
        younger = map.snapshot();
        map.put(KEY, 1);
    }

    @Actor
    public void closer() {
        younger.close();
    }

    @Actor
    public void reader(I_Result r) {
        for (int look = 0; look < LOOKS; look++) {
            r.r1 |= older.get(KEY);
        }
    }

    @Arbiter
    public void close() {
        older.close();
    }
}
