package dev.stillmap.server.feature;

import dev.stillmap.Codec;
import dev.stillmap.server.event.Event;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The value of the newest or the oldest event by the events' own time. Of several at one moment that which came last
 * counts, of the oldest that which came first.
 */
final class Outermost implements Aggregate {

    private static final int PRESENT = 0;

    private static final int TIME = 1;

    private static final int VALUE = 2;

    private final int field;

    private final boolean newest;

    /** Null for a text, which is kept as an object. */
    private final @Nullable LongFunction<Object> shown;

    Outermost(int field, boolean newest, @Nullable LongFunction<Object> shown) {
        this.field = field;
        this.newest = newest;
        this.shown = shown;
    }

    @Override
    public int numbers() {
        return 3;
    }

    @Override
    public int objects() {
        return shown == null ? 1 : 0;
    }

    @Override
    public void add(State state, int number, int object, Event event) {
        take(state, number, object, event.time(), event.number(field), event.text(field));
    }

    private void take(State state, int number, int object, long time, long value, @Nullable Object text) {
        long[] numbers = state.numbers();
        long before = numbers[number + TIME];
        if (numbers[number + PRESENT] == 0 || (newest ? time >= before : time < before)) {
            numbers[number + PRESENT] = 1;
            numbers[number + TIME] = time;
            numbers[number + VALUE] = value;
            if (shown == null) {
                state.objects()[object] = text;
            }
        }
    }

    @Override
    public void merge(State into, int number, int object, State from, int fromNumber, int fromObject) {
        long[] other = from.numbers();
        if (other[fromNumber + PRESENT] != 0) {
            Object text = shown == null ? from.objects()[fromObject] : null;
            take(into, number, object, other[fromNumber + TIME], other[fromNumber + VALUE], text);
        }
    }

    @Override
    public void writeObject(Object object, DataOutput out) throws IOException {
        Codec.strings().write((String) object, out);
    }

    @Override
    public Object readObject(DataInput in) throws IOException {
        return Codec.strings().read(in);
    }

    @Override
    public @Nullable Object value(State state, int number, int object) {
        if (state.numbers()[number + PRESENT] == 0) {
            return null;
        }
        return shown == null ? state.objects()[object] : shown.apply(state.numbers()[number + VALUE]);
    }
}
