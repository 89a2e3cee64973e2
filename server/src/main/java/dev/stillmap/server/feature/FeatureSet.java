package dev.stillmap.server.feature;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.EntityDefinition;
import dev.stillmap.server.definition.FeatureDefinition;
import dev.stillmap.server.event.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The features of one type of entity. Thread-safe. */
public final class FeatureSet {

    private final List<Feature> features = new ArrayList<>();

    private final int numbers;

    private final int objects;

    /**
     * The features of a type.
     *
     * @param definition what there is
     * @param entity the type
     */
    public FeatureSet(Definition definition, EntityDefinition entity) {
        int number = 0;
        int object = 0;
        for (FeatureDefinition each : definition.features()) {
            if (each.entities().contains(entity.position())) {
                Feature feature = new Feature(each, definition.input(), number, object);
                features.add(feature);
                number += feature.numbers();
                object += feature.objects();
            }
        }
        numbers = number;
        objects = object;
    }

    /**
     * What follows from an event.
     *
     * @param before the entity's state, or null if it has none
     * @param event the event
     * @return the state after it
     * @throws ArithmeticException if a sum does not fit into 64 bits any more
     */
    public EntityState after(@Nullable EntityState before, Event event) {
        State state =
                before == null ? State.empty(numbers, objects) : before.state().copy();
        for (Feature feature : features) {
            feature.add(state, event);
        }
        return new EntityState(state);
    }

    /**
     * The features as they are shown.
     *
     * @param entity the entity's state
     * @param now until when windows reach, in milliseconds since 1970; not before the entity's newest event
     * @return values by name: {@link Long}, {@link java.math.BigDecimal}, {@link Double}, {@link String}, {@link Boolean},
     *     {@link java.time.Instant}, or null where there was no event
     */
    public Map<String, @Nullable Object> values(EntityState entity, long now) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Feature feature : features) {
            values.put(feature.definition().name(), feature.value(entity.state(), now));
        }
        return values;
    }

    /**
     * The longs of the features whose sums agree between types, in the order of their definitions.
     *
     * @return the names, and how to read them
     */
    public List<AdditiveFeature> additive() {
        List<AdditiveFeature> additive = new ArrayList<>();
        for (Feature feature : features) {
            if (feature.definition().isAdditive()) {
                additive.add(
                        new AdditiveFeature(feature.definition().name(), entity -> feature.additive(entity.state())));
            }
        }
        return additive;
    }
}
