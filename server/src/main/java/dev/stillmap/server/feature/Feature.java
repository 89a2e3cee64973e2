package dev.stillmap.server.feature;

import dev.stillmap.server.definition.FeatureDefinition;
import dev.stillmap.server.definition.FieldDefinition;
import dev.stillmap.server.definition.InputDefinition;
import dev.stillmap.server.event.Event;
import java.time.Instant;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** One feature of one type of entity: its aggregate and where its state lies. Thread-safe. */
final class Feature {

    private final FeatureDefinition definition;

    private final Filter filter;

    private final Aggregate aggregate;

    private final @Nullable Windowed windowed;

    private final int number;

    private final int object;

    /** With its state from these places on. */
    Feature(FeatureDefinition definition, InputDefinition input, int number, int object) {
        this.definition = definition;
        this.filter = new Filter(definition.where(), input);
        this.aggregate = aggregate(definition, input);
        this.windowed = definition.window() == null ? null : new Windowed(aggregate, definition.window());
        this.number = number;
        this.object = object;
    }

    private static Aggregate aggregate(FeatureDefinition definition, InputDefinition input) {
        if (definition.field() < 0) {
            return new Count();
        }
        FieldDefinition field = input.fields().get(definition.field());
        int position = field.position();
        return switch (definition.kind()) {
            case COUNT -> new Count();
            case SUM -> new Sum(position, field.scale());
            case MIN -> new Extreme(position, false, shown(field));
            case MAX -> new Extreme(position, true, shown(field));
            case MEAN -> new Moments(position, field.scale(), false);
            case STDDEV -> new Moments(position, field.scale(), true);
            case LAST -> outermost(field, true);
            case FIRST -> outermost(field, false);
            case EWMA -> new Ewma(position, field.scale(), definition.halfLife().toMillis());
        };
    }

    private static Aggregate outermost(FieldDefinition field, boolean newest) {
        return switch (field.type()) {
            case STRING -> new Outermost(field.position(), newest, null);
            default -> new Outermost(field.position(), newest, shown(field));
        };
    }

    private static LongFunction<Object> shown(FieldDefinition field) {
        return switch (field.type()) {
            case TIMESTAMP -> Instant::ofEpochMilli;
            case BOOLEAN -> number -> number != 0;
            default -> number -> Numbers.exact(number, field.scale());
        };
    }

    FeatureDefinition definition() {
        return definition;
    }

    int numbers() {
        return windowed == null ? aggregate.numbers() : windowed.numbers();
    }

    int objects() {
        return windowed == null ? aggregate.objects() : windowed.objects();
    }

    /** Whether the event was too old for the window. */
    boolean add(State state, Event event) {
        if ((definition.field() >= 0 && !event.has(definition.field())) || !filter.takes(event)) {
            return false;
        }
        if (windowed != null) {
            return !windowed.add(state, number, object, event);
        }
        aggregate.add(state, number, object, event);
        return false;
    }

    @Nullable
    Object value(State state, long now) {
        return windowed == null ? aggregate.value(state, number, object) : windowed.value(state, number, object, now);
    }

    /** The longs of an additive feature. */
    long additive(State state) {
        return state.numbers()[number];
    }
}
