package dev.stillmap.server.engine;

import dev.stillmap.DomainBatch;
import dev.stillmap.DomainSnapshot;
import dev.stillmap.EpochDomain;
import dev.stillmap.StillMap;
import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.EntityDefinition;
import dev.stillmap.server.event.Event;
import dev.stillmap.server.feature.EntityState;
import dev.stillmap.server.feature.FeatureSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the features of all entities. An event changes its entities of all types at one instant, so no snapshot has half of
 * it. Thread-safe: events may be applied by several threads, and none is lost where they meet at one entity.
 */
public final class Engine {

    /** One type of entity. */
    private record Kept(
            EntityDefinition definition, EntityKeys keys, FeatureSet features, StillMap<String, EntityState> map) {}

    private final EpochDomain domain = new EpochDomain();

    private final List<Kept> types = new ArrayList<>();

    /** The newest moment of an event; {@link Long#MIN_VALUE} before the first. */
    private final AtomicLong newest = new AtomicLong(Long.MIN_VALUE);

    /**
     * With no entity yet.
     *
     * @param definition what to keep
     */
    public Engine(Definition definition) {
        for (EntityDefinition entity : definition.entities()) {
            types.add(new Kept(
                    entity,
                    new EntityKeys(entity, definition.input()),
                    new FeatureSet(definition, entity),
                    StillMap.<String, EntityState>builder()
                            .domain(domain)
                            .name(entity.name())
                            .build()));
        }
    }

    /**
     * Applies an event to its entities, or to none of them.
     *
     * @param event the event
     * @throws ArithmeticException if a sum does not fit into 64 bits any more; nothing has changed then
     */
    public void apply(Event event) {
        DomainBatch batch = domain.batch();
        for (Kept type : types) {
            batch.of(type.map).compute(type.keys.of(event), (key, before) -> type.features.after(before, event));
        }
        batch.commit();
        long time = event.time();
        if (time > newest.get()) {
            newest.accumulateAndGet(time, Math::max);
        }
    }

    /**
     * The features of one entity now.
     *
     * @param type the name of its type
     * @param key its key
     * @return values by name, or null if there is no such entity
     * @throws IllegalArgumentException if there is no such type
     */
    public @Nullable Map<String, @Nullable Object> entity(String type, String key) {
        for (Kept kept : types) {
            if (kept.definition.name().equals(type)) {
                EntityState state = kept.map.get(key);
                return state == null ? null : kept.features.values(state, newest.get());
            }
        }
        throw EngineSnapshot.unknown(
                type, types.stream().map(kept -> kept.definition.name()).toList());
    }

    /**
     * All entities of this instant.
     *
     * @return a snapshot, to be closed
     */
    public EngineSnapshot snapshot() {
        // An event that comes in between may be newer: windows reach to the newest of both, entity by entity.
        long now = newest.get();
        DomainSnapshot snapshot = domain.snapshot();
        List<EngineSnapshot.Type> all = new ArrayList<>();
        for (Kept type : types) {
            all.add(new EngineSnapshot.Type(type.definition.name(), type.features, snapshot.of(type.map)));
        }
        return new EngineSnapshot(snapshot, all, now);
    }
}
