package dev.stillmap.server.query;

import dev.stillmap.server.engine.EngineSnapshot;
import dev.stillmap.server.feature.AdditiveFeature;
import dev.stillmap.server.feature.FeatureSet;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Entities of one type put together by the value of a feature. Immutable. */
public final class Groups {

    /** More are no summary; the memory for them is bounded by this. */
    private static final int MOST = 10_000;

    /**
     * One group.
     *
     * @param value what its entities have in common; null for those without a value
     * @param entities how many there are
     * @param totals of each count and sum of all events the total, of decimals the digits without the point
     */
    public record Group(@Nullable Object value, long entities, Map<String, BigInteger> totals) {}

    private Groups() {}

    /**
     * Groups all entities that a question is of. O(entities).
     *
     * @param snapshot what is asked
     * @param type the name of a type of entity
     * @param by the name of a feature
     * @param where as in {@link RowQuery}
     * @return the groups, the largest first
     * @throws QueryException if the question makes no sense, or there are too many groups
     * @throws IllegalArgumentException if there is no such type
     */
    public static List<Group> of(EngineSnapshot snapshot, String type, String by, List<String> where) {
        FeatureSet features = snapshot.features(type);
        Column column = Column.find(Column.all(snapshot.definition(), features), by);
        if (column.kind() == Column.Kind.NESTED) {
            throw new QueryException("'" + by + "' is several values in one: nothing can be grouped by it");
        }
        List<AdditiveFeature> additive = features.additive();
        Map<@Nullable Object, Group> groups = new HashMap<>();
        new RowQuery(snapshot, type, where, null, null).forEach(row -> {
            @Nullable Object value = column.of(row, features, snapshot.now());
            Group before = groups.get(value);
            if (before == null && groups.size() == MOST) {
                throw new QueryException("'" + by + "' has more than " + MOST + " values: group by another feature");
            }
            Map<String, BigInteger> totals = new LinkedHashMap<>();
            for (AdditiveFeature feature : additive) {
                BigInteger own = BigInteger.valueOf(feature.unscaled().applyAsLong(row.state()));
                totals.put(
                        feature.name(),
                        before == null ? own : own.add(before.totals.getOrDefault(feature.name(), BigInteger.ZERO)));
            }
            groups.put(value, new Group(value, before == null ? 1 : before.entities + 1, totals));
        });
        return groups.values().stream()
                .sorted((left, right) -> {
                    int compared = Long.compare(right.entities, left.entities);
                    return compared != 0 ? compared : Values.compare(left.value, right.value, false);
                })
                .toList();
    }
}
