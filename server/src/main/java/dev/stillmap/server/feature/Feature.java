package dev.stillmap.server.feature;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.stillmap.server.definition.FeatureDefinition;
import dev.stillmap.server.definition.FieldDefinition;
import dev.stillmap.server.definition.FieldType;
import dev.stillmap.server.definition.InputDefinition;
import dev.stillmap.server.event.Event;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
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
    Feature(FeatureDefinition definition, InputDefinition input, SnapshotClock clock, int number, int object) {
        this.definition = definition;
        this.filter = new Filter(definition.where(), input);
        this.aggregate = aggregate(definition, input, clock);
        this.windowed = definition.window() == null ? null : new Windowed(aggregate, definition.window());
        this.number = number;
        this.object = object;
    }

    private static Aggregate aggregate(FeatureDefinition definition, InputDefinition input, SnapshotClock clock) {
        if (definition.field() < 0) {
            return new Count();
        }
        FieldDefinition field = input.fields().get(definition.field());
        int position = field.position();
        return switch (definition.kind()) {
            case COUNT -> new Count();
            case SUM ->
                new Sum(
                        position,
                        field.scale(),
                        definition.window() == null ? 1 : definition.window().panes());
            case MIN -> new Extreme(position, false, shown(field));
            case MAX -> new Extreme(position, true, shown(field));
            case MEAN -> new Moments(position, field.scale(), false);
            case STDDEV -> new Moments(position, field.scale(), true);
            case LAST -> outermost(field, true);
            case FIRST -> outermost(field, false);
            case EWMA -> new Ewma(position, field.scale(), definition.halfLife().toMillis());
            case DISTINCT -> new SketchAggregate(DistinctSketch::new, event -> hash(field, event), clock);
            case QUANTILES ->
                new SketchAggregate(
                        () -> new QuantileSketch(definition.quantiles()),
                        event -> Numbers.real(event.number(position), field.scale()),
                        clock);
            case TOP ->
                new SketchAggregate(() -> new TopSketch(definition.limit()), event -> text(field, event), clock);
        };
    }

    private static Object hash(FieldDefinition field, Event event) {
        return field.type() == FieldType.STRING
                ? Hashing.komihash5_0().hashCharsToLong(Objects.requireNonNull(event.text(field.position())))
                : Hashing.komihash5_0().hashLongToLong(event.number(field.position()));
    }

    private static String text(FieldDefinition field, Event event) {
        if (field.type() == FieldType.STRING) {
            return Objects.requireNonNull(event.text(field.position()));
        }
        Object value = shown(field).apply(event.number(field.position()));
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
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

    /** What writes and reads its objects. */
    Aggregate aggregate() {
        return aggregate;
    }

    void add(State state, Arrival arrival) {
        Event event = arrival.event();
        if ((definition.field() >= 0 && !event.has(definition.field())) || !filter.takes(event)) {
            return;
        }
        if (windowed == null) {
            aggregate.add(state, number, object, event);
        } else if (arrival.isLate() || !windowed.add(state, number, object, arrival)) {
            arrival.leaveOut();
        }
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
