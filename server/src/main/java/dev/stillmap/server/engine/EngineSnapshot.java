package dev.stillmap.server.engine;

import dev.stillmap.Change;
import dev.stillmap.DomainSnapshot;
import dev.stillmap.Snapshot;
import dev.stillmap.SnapshotExpiredException;
import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.EntityDefinition;
import dev.stillmap.server.feature.AdditiveFeature;
import dev.stillmap.server.feature.EntityState;
import dev.stillmap.server.feature.FeatureSet;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All entities as of one instant. Thread-safe; to be closed, after which every read throws {@link IllegalStateException},
 * also one that is under way.
 */
public final class EngineSnapshot implements AutoCloseable {

    /** The entities of one type, which the snapshot of the domain closes. */
    record Type(EntityDefinition definition, FeatureSet features, Snapshot<String, EntityState> entities) {}

    private final DomainSnapshot snapshot;

    private final Definition definition;

    private final List<Type> types;

    private final long now;

    EngineSnapshot(DomainSnapshot snapshot, Definition definition, List<Type> types, long now) {
        this.snapshot = snapshot;
        this.definition = definition;
        this.types = List.copyOf(types);
        this.now = now;
    }

    private Type type(String name) {
        return types.get(Engine.type(definition, name).position());
    }

    /**
     * What is kept.
     *
     * @return the engine's definition
     */
    public Definition definition() {
        return definition;
    }

    /**
     * Until when windows reach: the moment of the newest event.
     *
     * @return milliseconds since 1970; {@link Long#MIN_VALUE} if there was no event
     */
    public long now() {
        return now;
    }

    /**
     * How many entities of a type there are. O(entities) when it is first asked for.
     *
     * @param type the name of the type
     * @return their number
     * @throws IllegalArgumentException if there is no such type
     */
    public long size(String type) {
        return type(type).entities.mappingCount();
    }

    /**
     * What is kept of a type.
     *
     * @param type the name of the type
     * @return how to read the states of its entities
     * @throws IllegalArgumentException if there is no such type
     */
    public FeatureSet features(String type) {
        return type(type).features;
    }

    /**
     * The entities of a type, to be saved.
     *
     * @param type the name of the type
     * @return a snapshot of its map; closed with this one
     * @throws IllegalArgumentException if there is no such type
     */
    public Snapshot<String, EntityState> entities(String type) {
        return type(type).entities;
    }

    /**
     * One entity's state.
     *
     * @param type the name of its type
     * @param key its key
     * @return its state, or null if it was not there
     * @throws IllegalArgumentException if there is no such type
     */
    public @Nullable EntityState state(String type, String key) {
        return type(type).entities.get(key);
    }

    /**
     * One entity.
     *
     * @param type the name of its type
     * @param key its key
     * @return its features by name, or null if it was not there
     * @throws IllegalArgumentException if there is no such type
     */
    public @Nullable Map<String, @Nullable Object> entity(String type, String key) {
        EntityState state = state(type, key);
        return state == null ? null : features(type).values(state, now);
    }

    /**
     * Walks over all entities of a type, in no particular order. O(entities).
     *
     * @param type the name of the type
     * @param action takes key and state of each
     * @throws IllegalArgumentException if there is no such type
     */
    public void forEach(String type, BiConsumer<String, EntityState> action) {
        type(type).entities.forEach(action);
    }

    /**
     * The entities of a type that had an event since an older snapshot, in no particular order. What was not written in
     * between costs hardly anything.
     *
     * @param type the name of the type
     * @param older a snapshot of the same engine, not taken after this one; both stay open meanwhile
     * @return the changes, for one thread
     * @throws IllegalArgumentException if there is no such type, or the other snapshot is the younger
     */
    public Iterable<Change<String, EntityState>> changesSince(String type, EngineSnapshot older) {
        return type(type).entities.changesSince(older.type(type).entities);
    }

    /**
     * The totals of the counts and sums of all events, over the entities of each type: by feature, then by type. For each
     * feature all are the same number, whatever was going on when the snapshot was taken. O(entities).
     *
     * @return totals, of decimals the digits without the point
     */
    public Map<String, Map<String, BigInteger>> totals() {
        Map<String, Map<String, BigInteger>> totals = new LinkedHashMap<>();
        for (Type type : types) {
            List<AdditiveFeature> additive = type.features.additive();
            BigInteger[] sums = new BigInteger[additive.size()];
            Arrays.fill(sums, BigInteger.ZERO);
            type.entities.forEach((key, state) -> {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] = sums[i].add(
                            BigInteger.valueOf(additive.get(i).unscaled().applyAsLong(state)));
                }
            });
            for (int i = 0; i < sums.length; i++) {
                totals.computeIfAbsent(additive.get(i).name(), name -> new LinkedHashMap<>())
                        .put(type.definition.name(), sums[i]);
            }
        }
        return totals;
    }

    /**
     * Whether open snapshots kept so much memory alive that this one was closed. Constant time; not to be asked once it was closed
     * otherwise.
     *
     * @return whether every read throws {@link SnapshotExpiredException}
     */
    public boolean hasExpired() {
        try {
            boolean ignored = types.get(0).entities.containsKey("");
            return false;
        } catch (SnapshotExpiredException e) {
            return true;
        }
    }

    @Override
    public void close() {
        snapshot.close();
    }
}
