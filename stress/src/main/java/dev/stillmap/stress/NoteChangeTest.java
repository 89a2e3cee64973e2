package dev.stillmap.stress;

import dev.stillmap.Change;
import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The first write of an epoch notes the epoch for the bucket's group, then reads the epoch again; who compares two
 * snapshots has installed an epoch before it reads the note. All volatile: a change that the younger snapshot holds is
 * noted. Results: changes found between two snapshots, and the younger one's value.
 *
 * <p>Seen red without reading the epoch again, with a pause before the note. ARM would show weaker modes: the load of
 * the epoch done before the note is stored.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the change came after the younger snapshot")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "it came before")
@Outcome(expect = Expect.FORBIDDEN, desc = "a change was passed over, or found where there is none")
public class NoteChangeTest {
    private static final Integer KEY = 1;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    private final Snapshot<Integer, Integer> older;

    private Snapshot<Integer, Integer> younger;

    public NoteChangeTest() {
        map.put(KEY, 0);
        older = map.snapshot();
    }

    @Actor
    public void writer() {
        map.put(KEY, 1);
    }

    @Actor
    public void comparer(II_Result r) {
        younger = map.snapshot();
        for (Change<Integer, Integer> change : younger.changesSince(older)) {
            r.r1 += change.after();
        }
    }

    @Arbiter
    public void look(II_Result r) {
        r.r2 = younger.get(KEY);
        younger.close();
        older.close();
    }
}
