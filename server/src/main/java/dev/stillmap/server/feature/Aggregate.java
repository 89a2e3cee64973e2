package dev.stillmap.server.feature;

import dev.stillmap.server.event.Event;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One way to sum events up, in so many longs and objects of a state, from some place on. All zero and null is the state of
 * no event. An aggregate itself has no state and may be used by any thread; a state is changed by who has just copied it.
 */
interface Aggregate {

    /** How many longs it takes. */
    int numbers();

    /** How many objects it takes; each is never changed, only replaced. */
    default int objects() {
        return 0;
    }

    /**
     * Adds an event that has the field.
     *
     * @throws ArithmeticException if a sum does not fit any more; nothing may be taken over from this state then
     */
    void add(State state, int number, int object, Event event);

    /** Adds what another place of a state has: a part of a window. */
    void merge(State into, int number, int object, State from, int fromNumber, int fromObject);

    /** Writes one of its objects, that of a snapshot's state. */
    default void writeObject(Object object, DataOutput out) throws IOException {
        throw new AssertionError("it has none");
    }

    /** Reads what {@link #writeObject} has written. */
    default Object readObject(DataInput in) throws IOException {
        throw new AssertionError("it has none");
    }

    /** What it is; null if there was no event. */
    @Nullable
    Object value(State state, int number, int object);
}
