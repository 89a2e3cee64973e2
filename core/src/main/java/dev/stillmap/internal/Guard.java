package dev.stillmap.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Something that an epoch asks writers of a map to mind: a hold or a watch. */
public abstract class Guard {

    private static final Guard[] NONE = {};

    final MapCore map;

    Guard(MapCore map) {
        this.map = map;
    }

    /** Whether writers need not mind it any more; it stays listed until an epoch leaves it out. */
    abstract boolean isOver();

    /** Nobody needs it any more. */
    abstract void markEnded();

    /** The guards that are not over, but one, and one more; the same array if nothing changes, null for none. */
    static Guard @Nullable [] remaining(Guard @Nullable [] guards, @Nullable Guard dropped, @Nullable Guard added) {
        if (guards == null && added == null) {
            return null;
        }
        Guard[] before = guards == null ? NONE : guards;
        assert Allocations.permit("guards");
        Guard[] remaining = new Guard[before.length + 1];
        int left = 0;
        for (Guard guard : before) {
            if (guard != dropped && !guard.isOver()) {
                remaining[left++] = guard;
            }
        }
        if (added == null && left == before.length) {
            return guards;
        }
        if (added != null) {
            remaining[left++] = added;
        }
        return left == 0 ? null : Arrays.copyOf(remaining, left);
    }
}
