package dev.stillmap.server.feature;

import dev.stillmap.server.event.Event;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The smallest or the largest value of a field. */
final class Extreme implements Aggregate {

    private static final int PRESENT = 0;

    private static final int VALUE = 1;

    private final int field;

    private final boolean largest;

    private final LongFunction<Object> shown;

    Extreme(int field, boolean largest, LongFunction<Object> shown) {
        this.field = field;
        this.largest = largest;
        this.shown = shown;
    }

    @Override
    public int numbers() {
        return 2;
    }

    @Override
    public void add(State state, int number, int object, Event event) {
        take(state.numbers(), number, event.number(field));
    }

    private void take(long[] numbers, int number, long value) {
        boolean first = numbers[number + PRESENT] == 0;
        long before = numbers[number + VALUE];
        if (first || (largest ? value > before : value < before)) {
            numbers[number + PRESENT] = 1;
            numbers[number + VALUE] = value;
        }
    }

    @Override
    public void merge(State into, int number, int object, State from, int fromNumber, int fromObject) {
        if (from.numbers()[fromNumber + PRESENT] != 0) {
            take(into.numbers(), number, from.numbers()[fromNumber + VALUE]);
        }
    }

    @Override
    public @Nullable Object value(State state, int number, int object) {
        return state.numbers()[number + PRESENT] == 0 ? null : shown.apply(state.numbers()[number + VALUE]);
    }
}
