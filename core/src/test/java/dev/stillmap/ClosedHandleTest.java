package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A closed handle that somebody still holds keeps nothing of the snapshots that came after it. */
class ClosedHandleTest {
    private static final int COLLECTIONS = 200;

    /** Seen red with the closed handle still referring to its node, whose links lead to all younger ones. */
    @Test
    void keepsNoCopies() {
        StillMap<Integer, Object> map = new StillMap<>();
        map.put(1, new Object());
        List<WeakReference<Object>> replaced = new ArrayList<>();
        Snapshot<Integer, Object> first = map.snapshot();
        Snapshot<Integer, Object> last = map.snapshot();
        first.close();
        for (int i = 0; i < 20; i++) {
            Object value = new Object();
            replaced.add(new WeakReference<>(value));
            map.put(1, value);
            Snapshot<Integer, Object> next = map.snapshot();
            map.put(1, "replaced");
            last.close();
            last = next;
        }
        last.close();

        for (int i = 0; i < COLLECTIONS && !allCleared(replaced); i++) {
            System.gc();
        }
        assertThat(replaced).allMatch(reference -> reference.get() == null);
        Reference.reachabilityFence(first);
        Reference.reachabilityFence(last);
    }

    private static boolean allCleared(List<WeakReference<Object>> references) {
        return references.stream().allMatch(reference -> reference.get() == null);
    }
}
