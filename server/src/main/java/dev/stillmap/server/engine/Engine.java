package dev.stillmap.server.engine;

import dev.stillmap.Codec;
import dev.stillmap.DomainBatch;
import dev.stillmap.DomainSnapshot;
import dev.stillmap.EntryCodec;
import dev.stillmap.EpochDomain;
import dev.stillmap.SnapshotRetention;
import dev.stillmap.StillMap;
import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.EntityDefinition;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.Event;
import dev.stillmap.server.feature.Arrival;
import dev.stillmap.server.feature.EntityState;
import dev.stillmap.server.feature.FeatureSet;
import dev.stillmap.server.feature.SnapshotClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the features of all entities. An event changes its entities of all types at one instant, so no snapshot has half of
 * it. Thread-safe: events may be applied by several threads, and none is lost where they meet at one entity.
 */
public final class Engine {

    /** One type of entity. */
    private record Kept(
            EntityDefinition definition, EntityKeys keys, FeatureSet features, StillMap<String, EntityState> map) {

        EntityState after(String key, @Nullable EntityState before, Arrival arrival) {
            try {
                return features.after(before, arrival);
            } catch (ArithmeticException e) {
                throw new ArithmeticException(e.getMessage() + ", of " + definition.name() + " '" + key + "'");
            }
        }
    }

    private final Definition definition;

    private final EpochDomain domain;

    private final List<Kept> types = new ArrayList<>();

    private final SnapshotClock clock = new SnapshotClock();

    /** Whether the definition says how late an event may be. */
    private final boolean isLimited;

    /** 0 if not. */
    private final long latenessMillis;

    private final LongAdder applied = new LongAdder();

    private final LongAdder late = new LongAdder();

    /** The newest moment of an event; {@link Long#MIN_VALUE} before the first. */
    private final AtomicLong newest;

    /**
     * With no entity yet. Its open snapshots may keep a quarter of the heap alive.
     *
     * @param definition what to keep
     */
    public Engine(Definition definition) {
        this(definition, Runtime.getRuntime().maxMemory() / 4);
    }

    /**
     * With no entity yet.
     *
     * @param definition what to keep
     * @param maxRetainedBytes how much memory open snapshots may keep alive together; beyond it they are closed, the oldest first
     */
    public Engine(Definition definition, long maxRetainedBytes) {
        this(definition, maxRetainedBytes, EventCounts.NONE);
        try {
            load((type, settings, codec) -> settings.build());
        } catch (IOException e) {
            throw new AssertionError("nothing is read", e);
        }
    }

    /**
     * With the entities that were saved. Its open snapshots may keep a quarter of the heap alive.
     *
     * @param definition what to keep, as when they were saved
     * @param counts what was counted until then
     * @param loader makes the map of each type, in the order of the definition
     * @throws IOException if the loader throws it
     */
    public Engine(Definition definition, EventCounts counts, MapLoader loader) throws IOException {
        this(definition, Runtime.getRuntime().maxMemory() / 4, counts);
        load(loader);
    }

    /** Without its maps. */
    private Engine(Definition definition, long maxRetainedBytes, EventCounts counts) {
        this.definition = definition;
        this.domain = new EpochDomain(maxRetainedBytes, SnapshotRetention.EXPIRE);
        Duration lateness = definition.input().lateness();
        isLimited = lateness != null;
        latenessMillis = lateness == null ? 0 : lateness.toMillis();
        applied.add(counts.applied());
        late.add(counts.late());
        newest = new AtomicLong(counts.newest());
    }

    private void load(MapLoader loader) throws IOException {
        for (EntityDefinition type : definition.entities()) {
            FeatureSet features = new FeatureSet(definition, type, clock);
            StillMap.Builder<String, EntityState> settings =
                    StillMap.<String, EntityState>builder().domain(domain).name(type.name());
            // A loader may take a snapshot of what it has loaded, for which sketches have to stay as they are.
            clock.begin();
            try {
                StillMap<String, EntityState> map =
                        loader.load(type, settings, EntryCodec.of(Codec.strings(), features.codec()));
                types.add(new Kept(type, new EntityKeys(type, definition.input()), features, map));
            } finally {
                clock.end();
            }
        }
    }

    /** Makes the map of one type of entity. */
    @FunctionalInterface
    public interface MapLoader {

        /**
         * Makes it.
         *
         * @param type the type
         * @param settings how maps of the engine are made
         * @param codec how its entities are saved
         * @return the map, made by these settings
         * @throws IOException if what was saved cannot be loaded
         */
        StillMap<String, EntityState> load(
                EntityDefinition type,
                StillMap.Builder<String, EntityState> settings,
                EntryCodec<String, EntityState> codec)
                throws IOException;
    }

    /**
     * What was counted. As of one instant only while no event is applied.
     *
     * @return the counts, for {@link #Engine(Definition, EventCounts, MapLoader)}
     */
    public EventCounts counts() {
        return new EventCounts(appliedEvents(), lateEvents(), newest());
    }

    /**
     * Applies an event to its entities, or to none of them.
     *
     * @param event the event
     * @throws BadEventException if a sum does not fit into 64 bits any more, or a key is the one that stands for events without
     *     one; nothing has changed then
     */
    public void apply(Event event) throws BadEventException {
        long now = newest.get();
        Arrival arrival = new Arrival(event, isLate(event.time(), now), Math.max(now, event.time()));
        DomainBatch batch = domain.batch();
        for (Kept type : types) {
            batch.of(type.map).compute(type.keys.of(event), (key, before) -> type.after(key, before, arrival));
        }
        try {
            batch.commit();
        } catch (ArithmeticException e) {
            throw new BadEventException(String.valueOf(e.getMessage()));
        }
        applied.increment();
        if (arrival.isLeftOut()) {
            late.increment();
        }
        long time = event.time();
        if (time > newest.get()) {
            newest.accumulateAndGet(time, Math::max);
        }
    }

    private boolean isLate(long time, long now) {
        return isLimited && now != Long.MIN_VALUE && time < now - latenessMillis;
    }

    /**
     * Until where windows reach: the moment of the newest event.
     *
     * @return milliseconds since 1970; {@link Long#MIN_VALUE} before the first event
     */
    public long newest() {
        return newest.get();
    }

    /**
     * The moment before which an event is late: that of the newest event less the lateness of the definition. Windows do not
     * take late events, features of all time do.
     *
     * @return the moment, or null before the first event
     */
    public @Nullable Instant watermark() {
        long now = newest.get();
        if (now == Long.MIN_VALUE) {
            return null;
        }
        return Instant.ofEpochMilli(now - latenessMillis);
    }

    /**
     * Events that were applied.
     *
     * @return their number
     */
    public long appliedEvents() {
        return applied.sum();
    }

    /**
     * Events of these that a window should have had and did not take, as they were late or older than the whole window.
     *
     * @return their number
     */
    public long lateEvents() {
        return late.sum();
    }

    /**
     * About how many entities of a type there are: exactly, when nothing is written.
     *
     * @param type the name of the type
     * @return their number
     * @throws IllegalArgumentException if there is no such type
     */
    public long estimatedSize(String type) {
        return types.get(type(definition, type).position()).map.mappingCount();
    }

    /**
     * The maps that the entities are in, to be looked at only: what changes one of them alone breaks what the engine promises.
     *
     * @return by the name of the type
     */
    public Map<String, StillMap<?, ?>> maps() {
        Map<String, StillMap<?, ?>> maps = new LinkedHashMap<>();
        for (Kept type : types) {
            maps.put(type.definition.name(), type.map);
        }
        return maps;
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
        Kept kept = types.get(type(definition, type).position());
        while (true) {
            EntityState state = kept.map.get(key);
            Map<String, @Nullable Object> values =
                    state == null ? null : kept.features.currentValues(state, newest.get());
            if (state == null || values != null) {
                return values;
            }
        }
    }

    static EntityDefinition type(Definition definition, String name) {
        for (EntityDefinition type : definition.entities()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw new IllegalArgumentException("there is no type '" + name + "'; there are "
                + definition.entities().stream().map(EntityDefinition::name).collect(Collectors.joining(", ")));
    }

    /**
     * What is kept.
     *
     * @return the definition it was made by
     */
    public Definition definition() {
        return definition;
    }

    /**
     * All entities of this instant.
     *
     * @return a snapshot, to be closed
     */
    public EngineSnapshot snapshot() {
        // An event that comes in between may be newer: windows reach to the newest of both, entity by entity.
        long now = newest.get();
        DomainSnapshot snapshot;
        clock.begin();
        try {
            snapshot = domain.snapshot();
        } finally {
            clock.end();
        }
        List<EngineSnapshot.Type> all = new ArrayList<>();
        for (Kept type : types) {
            all.add(new EngineSnapshot.Type(type.definition, type.features, snapshot.of(type.map)));
        }
        return new EngineSnapshot(snapshot, definition, all, now);
    }
}
