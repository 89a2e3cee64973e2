package dev.stillmap.stress;

import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * An insert into a free slot writes key and value before the tag (release each), and readers read the tags first
 * (acquire): it leaves the pair alone, so nothing else keeps a reader from half an entry. Results: entries met, and
 * how many of them without key or value.
 *
 * <p>Seen red with the tag stored first and a pause behind it. ARM would show weaker modes: store before store, load
 * before load.
 */
@JCStressTest
@State
@Outcome(id = "7, 0", expect = Expect.ACCEPTABLE, desc = "before the insert")
@Outcome(id = "8, 0", expect = Expect.ACCEPTABLE, desc = "after the insert")
@Outcome(expect = Expect.FORBIDDEN, desc = "half an entry")
public class InsertBeforeTagTest {
    private static final int OTHERS = 7;

    private static final Integer LAST = OTHERS;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    public InsertBeforeTagTest() {
        for (int other = 0; other < OTHERS; other++) {
            map.put(other, 1);
        }
    }

    @Actor
    public void writer() {
        map.put(LAST, 1);
    }

    @Actor
    public void reader(II_Result r) {
        map.forEach((key, value) -> {
            r.r1++;
            if (key == null || value == null) {
                r.r2++;
            }
        });
    }
}
