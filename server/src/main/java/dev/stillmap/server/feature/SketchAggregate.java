package dev.stillmap.server.feature;

import dev.stillmap.server.event.Event;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A feature that is kept as a sketch: a {@link Sketched} in the state of an entity, a {@link Sketch} in a sum of parts. */
final class SketchAggregate implements Aggregate {

    private final Supplier<? extends Sketch> empty;

    private final Function<Event, Object> item;

    private final SnapshotClock clock;

    SketchAggregate(Supplier<? extends Sketch> empty, Function<Event, Object> item, SnapshotClock clock) {
        this.empty = empty;
        this.item = item;
        this.clock = clock;
    }

    @Override
    public int numbers() {
        return 0;
    }

    @Override
    public int objects() {
        return 1;
    }

    @Override
    public void add(State state, int number, int object, Event event) {
        state.objects()[object] = Sketched.add((Sketched) state.objects()[object], item.apply(event), empty, clock);
    }

    @Override
    public void merge(State into, int number, int object, State from, int fromNumber, int fromObject) {
        Sketched part = (Sketched) from.objects()[fromObject];
        if (part != null) {
            Sketch sum = (Sketch) into.objects()[object];
            if (sum == null) {
                sum = empty.get();
                into.objects()[object] = sum;
            }
            part.addTo(sum);
        }
    }

    @Override
    public void writeObject(Object object, DataOutput out) throws IOException {
        ((Sketched) object).write(out, empty.get());
    }

    @Override
    public Object readObject(DataInput in) throws IOException {
        return Sketched.read(in, empty, clock);
    }

    @Override
    public @Nullable Object value(State state, int number, int object) {
        Object kept = state.objects()[object];
        if (kept instanceof Sketched sketched) {
            Sketch sum = empty.get();
            sketched.addTo(sum);
            return sum.value();
        }
        return kept == null ? null : ((Sketch) kept).value();
    }
}
