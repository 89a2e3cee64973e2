package dev.stillmap.server.engine;

import dev.stillmap.DomainSnapshot;
import dev.stillmap.server.feature.AdditiveFeature;
import dev.stillmap.server.feature.EntityState;
import dev.stillmap.server.feature.FeatureSet;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All entities as of one instant. Thread-safe; to be closed. */
public final class EngineSnapshot implements AutoCloseable {

    /** The entities of one type, which the snapshot of the domain closes. */
    record Type(String name, FeatureSet features, Map<String, EntityState> entities) {}

    private final DomainSnapshot snapshot;

    private final List<Type> types;

    private final long now;

    EngineSnapshot(DomainSnapshot snapshot, List<Type> types, long now) {
        this.snapshot = snapshot;
        this.types = List.copyOf(types);
        this.now = now;
    }

    static IllegalArgumentException unknown(String type, List<String> known) {
        return new IllegalArgumentException("there is no type '" + type + "'; there are " + String.join(", ", known));
    }

    private Type type(String name) {
        for (Type type : types) {
            if (type.name.equals(name)) {
                return type;
            }
        }
        throw unknown(name, types.stream().map(Type::name).toList());
    }

    /**
     * How many entities of a type there are.
     *
     * @param type the name of the type
     * @return their number
     */
    public int size(String type) {
        return type(type).entities.size();
    }

    /**
     * One entity.
     *
     * @param type the name of its type
     * @param key its key
     * @return its features by name, or null if it was not there
     */
    public @Nullable Map<String, @Nullable Object> entity(String type, String key) {
        Type of = type(type);
        EntityState state = of.entities.get(key);
        return state == null ? null : of.features.values(state, now);
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
            for (AdditiveFeature feature : type.features.additive()) {
                BigInteger total = BigInteger.ZERO;
                for (EntityState state : type.entities.values()) {
                    total = total.add(BigInteger.valueOf(feature.unscaled().applyAsLong(state)));
                }
                totals.computeIfAbsent(feature.name(), name -> new LinkedHashMap<>())
                        .put(type.name, total);
            }
        }
        return totals;
    }

    @Override
    public void close() {
        snapshot.close();
    }
}
