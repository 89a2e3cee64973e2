package dev.stillmap.trace;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Where an iteration is in its life. It goes forward only: each state knows what may follow. */
public enum IterationState {

    /** Table, epoch, first bucket and order are chosen; nothing has been read. */
    CREATED,

    /** Reading buckets of the table that it began on; no growth has begun since. */
    WALKING,

    /** Growth runs or has run; the bucket has not moved for this iteration, so it is read where it was. */
    WALKING_OLD,

    /** Growth runs or has run; the bucket has moved, and is followed into the newer table. */
    WALKING_NEW,

    /** All has been returned. It keeps no table, and of the entries only the last, which may still be removed. */
    EXHAUSTED,

    /** Closed, or found unreachable. */
    RELEASED;

    private static final Map<IterationState, Set<IterationState>> NEXT = Map.of(
            CREATED, setOf(WALKING, WALKING_OLD, WALKING_NEW, EXHAUSTED, RELEASED),
            WALKING, setOf(WALKING_OLD, WALKING_NEW, EXHAUSTED, RELEASED),
            WALKING_OLD, setOf(WALKING_NEW, EXHAUSTED, RELEASED),
            WALKING_NEW, setOf(WALKING_OLD, EXHAUSTED, RELEASED),
            EXHAUSTED, setOf(RELEASED),
            RELEASED, setOf());

    private static Set<IterationState> setOf(IterationState... states) {
        Set<IterationState> set = EnumSet.noneOf(IterationState.class);
        Collections.addAll(set, states);
        return Collections.unmodifiableSet(set);
    }

    /**
     * What may follow this state.
     *
     * @return the states, none for {@link #RELEASED}; unmodifiable
     */
    public Set<IterationState> successors() {
        return Objects.requireNonNull(NEXT.get(this));
    }

    /**
     * Whether a state may follow this one. Staying in a state is no transition.
     *
     * @param next the state to go to
     * @return whether the transition is legal
     */
    public boolean mayGoTo(IterationState next) {
        return successors().contains(next);
    }
}
