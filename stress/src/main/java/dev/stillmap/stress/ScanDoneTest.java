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
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * A scan says that it is done with a part of the table (release) when it has read it; a writer who sees that (acquire)
 * saves nothing there for the scan, but still for an older snapshot. Results: what the scan met of two puts, and what
 * a snapshot holds that was taken before them.
 *
 * <p>Seen red with the part marked as done before it is read (and a pause), and with nothing saved for anybody once a
 * scan is done. ARM would show weaker modes: loads done after the store of the mark.
 */
@JCStressTest
@State
@Outcome(id = "0, 0, 0, 0", expect = Expect.ACCEPTABLE, desc = "both came after the scan's instant")
@Outcome(id = "1, 0, 0, 0", expect = Expect.ACCEPTABLE, desc = "its instant came between them")
@Outcome(id = "1, 1, 0, 0", expect = Expect.ACCEPTABLE, desc = "both came before")
@Outcome(expect = Expect.FORBIDDEN, desc = "the scan met what is younger, or the older snapshot lost its content")
public class ScanDoneTest {
    private static final Integer FIRST = Keys.inBucket(0, 2, 1)[0];

    private static final Integer SECOND = Keys.inBucket(1, 2, 1)[0];

    private final StillMap<Integer, Integer> map = new StillMap<>(12);

    private final Snapshot<Integer, Integer> older;

    public ScanDoneTest() {
        map.put(FIRST, 0);
        map.put(SECOND, 0);
        older = map.snapshot();
    }

    @Actor
    public void writer() {
        map.put(FIRST, 1);
        map.put(SECOND, 1);
    }

    @Actor
    public void scanner(IIII_Result r) {
        map.scan((key, value) -> {
            if (key.equals(FIRST)) {
                r.r1 = value;
            } else {
                r.r2 = value;
            }
        });
    }

    @Arbiter
    public void look(IIII_Result r) {
        r.r3 = older.get(FIRST);
        r.r4 = older.get(SECOND);
        older.close();
    }
}
