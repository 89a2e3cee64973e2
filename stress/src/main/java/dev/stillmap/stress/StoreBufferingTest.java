package dev.stillmap.stress;

import dev.stillmap.StillMap;
import dev.stillmap.internal.Keys;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two threads put a new value for their own key, then get the other's. The value may still be in its core's store
 * buffer while the bucket's lock is visible to all, because the lock is a compare-and-set and the unlock only a
 * release: so a reader waits for a locked bucket.
 *
 * <p>Seen red on x86 with {@code get} going on through a locked bucket.
 */
@JCStressTest
@State
@Outcome(
        id = {"0, 1", "1, 0", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "who came second saw the other's write")
@Outcome(expect = Expect.FORBIDDEN, desc = "neither saw the other's write")
public class StoreBufferingTest {
    private static final Integer A = Keys.inBucket(0, 4, 1)[0];

    private static final Integer B = Keys.inBucket(1, 4, 1)[0];

    private final StillMap<Integer, Integer> map = new StillMap<>(20);

    public StoreBufferingTest() {
        map.put(A, 0);
        map.put(B, 0);
    }

    @Actor
    public void first(II_Result r) {
        map.put(A, 1);
        r.r1 = map.get(B);
    }

    @Actor
    public void second(II_Result r) {
        map.put(B, 1);
        r.r2 = map.get(A);
    }
}
