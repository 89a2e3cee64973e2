package dev.stillmap.server.feature;

import dev.stillmap.Codec;
import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.EntityDefinition;
import dev.stillmap.server.definition.FeatureDefinition;
import java.util.ArrayList;
import java.util.Collections;
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
     * @param clock is told of every snapshot of the entities
     */
    public FeatureSet(Definition definition, EntityDefinition entity, SnapshotClock clock) {
        int number = 0;
        int object = 0;
        for (FeatureDefinition each : definition.features()) {
            if (each.entities().contains(entity.position())) {
                Feature feature = new Feature(each, definition.input(), clock, number, object);
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
     * @param arrival the event; is told whether a window left it out
     * @return the state after it
     * @throws ArithmeticException if a sum does not fit into 64 bits any more; the message names it
     */
    public EntityState after(@Nullable EntityState before, Arrival arrival) {
        State state =
                before == null ? State.empty(numbers, objects) : before.state().copy();
        for (Feature feature : features) {
            try {
                feature.add(state, arrival);
            } catch (ArithmeticException e) {
                throw new ArithmeticException(
                        "'" + feature.definition().name() + "' does not fit into 64 bits any more");
            }
        }
        return new EntityState(state);
    }

    /**
     * How states are saved. What it reads is to be read while a snapshot is announced to the clock.
     *
     * @return a codec for states of snapshots, thread-safe
     */
    public Codec<EntityState> codec() {
        List<Aggregate> owners = new ArrayList<>();
        for (Feature feature : features) {
            owners.addAll(Collections.nCopies(feature.objects(), feature.aggregate()));
        }
        return new EntityCodec(numbers, owners);
    }

    /**
     * The features as they are shown.
     *
     * @param entity the entity's state
     * @param now until when windows reach, in milliseconds since 1970; not before the entity's newest event
     * @return values by name: {@link Long}, {@link java.math.BigDecimal}, {@link Double}, {@link String}, {@link Boolean},
     *     {@link java.time.Instant}, maps and lists of these, or null where there was no event
     */
    public Map<String, @Nullable Object> values(EntityState entity, long now) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Feature feature : features) {
            values.put(feature.definition().name(), feature.value(entity.state(), now));
        }
        return values;
    }

    /**
     * The features of a state that was just read from the live map.
     *
     * @param entity the entity's state
     * @param now as for {@link #values}
     * @return as {@link #values}, or null if the state was replaced so long ago that it cannot be read any more: read the map
     *     again
     */
    public @Nullable Map<String, @Nullable Object> currentValues(EntityState entity, long now) {
        try {
            return values(entity, now);
        } catch (Sketched.StaleException e) {
            return null;
        }
    }

    /**
     * What the numbers of one entity take, texts and sketches apart.
     *
     * @return bytes
     */
    public long numberBytes() {
        return (long) Long.BYTES * numbers;
    }

    /**
     * What is kept, in the order of the definition.
     *
     * @return the features
     */
    public List<FeatureDefinition> definitions() {
        return features.stream().map(Feature::definition).toList();
    }

    /**
     * One feature as it is shown.
     *
     * @param entity the entity's state
     * @param feature its place in {@link #definitions}
     * @param now as for {@link #values}
     * @return as in {@link #values}
     */
    public @Nullable Object value(EntityState entity, int feature, long now) {
        return features.get(feature).value(entity.state(), now);
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
