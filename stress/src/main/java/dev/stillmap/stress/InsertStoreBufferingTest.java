package dev.stillmap.stress;

import dev.stillmap.StillMap;
import dev.stillmap.internal.Keys;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * As {@link StoreBufferingTest} for keys that were absent: a lookup that finds no tag waits for a locked bucket too.
 */
@JCStressTest
@State
@Outcome(
        id = {"false, true", "true, false", "true, true"},
        expect = Expect.ACCEPTABLE,
        desc = "who came second saw the other's insert")
@Outcome(expect = Expect.FORBIDDEN, desc = "neither saw the other's insert")
public class InsertStoreBufferingTest {
    private static final Integer A = Keys.inBucket(0, 4, 1)[0];

    private static final Integer B = Keys.inBucket(1, 4, 1)[0];

    private final StillMap<Integer, Integer> map = new StillMap<>(20);

    @Actor
    public void first(ZZ_Result r) {
        map.put(A, 1);
        r.r1 = map.containsKey(B);
    }

    @Actor
    public void second(ZZ_Result r) {
        map.put(B, 1);
        r.r2 = map.containsKey(A);
    }
}
