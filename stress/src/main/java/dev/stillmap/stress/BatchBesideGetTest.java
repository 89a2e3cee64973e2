package dev.stillmap.stress;

import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A batch locks all its buckets before it changes one: who has read one new value finds the other bucket locked, waits,
 * and reads the other new value.
 *
 * <p>Seen red with each bucket locked, written and unlocked before the next. ARM would show a first look at the state
 * word that is weaker than volatile: load before load.
 */
@JCStressTest
@State
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "all reads before the batch")
@Outcome(
        id = {"0, 0, 1", "0, 1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "the batch comes between")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "all reads after the batch")
@Outcome(expect = Expect.FORBIDDEN, desc = "the batch is seen and then not seen")
public class BatchBesideGetTest {
    private static final Integer ONE = 1;

    private static final Integer OTHER = 2;

    private final StillMap<Integer, Integer> map = new StillMap<>(100);

    public BatchBesideGetTest() {
        map.put(ONE, 0);
        map.put(OTHER, 0);
    }

    @Actor
    public void writer() {
        map.batch().put(ONE, 1).put(OTHER, 1).commit();
    }

    @Actor
    public void reader(III_Result r) {
        r.r1 = map.get(ONE);
        r.r2 = map.get(OTHER);
        // Again, because the order in which a batch takes its buckets is its own.
        r.r3 = map.get(ONE);
    }
}
