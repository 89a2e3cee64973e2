package dev.stillmap.server.definition;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One figure that is kept of each entity.
 *
 * @param name its name
 * @param kind what it is
 * @param field the position of the field it is of; -1 for a count
 * @param where what events must be, all of it
 * @param window which events it is of; null for all there ever were
 * @param halfLife of {@link FeatureKind#EWMA}; else zero
 * @param quantiles of {@link FeatureKind#QUANTILES}, as written: numbers from 0 to 1; else empty
 * @param limit of {@link FeatureKind#TOP}: how many values are shown; else 0
 * @param entities positions of the types it is kept of
 */
public record FeatureDefinition(
        String name,
        FeatureKind kind,
        int field,
        List<Condition> where,
        @Nullable WindowDefinition window,
        Duration halfLife,
        List<String> quantiles,
        int limit,
        List<Integer> entities) {

    /**
     * Whether its sum over all entities of a type is the same for each type, to the last digit.
     *
     * @return whether it is a count or sum of all events that there were
     */
    public boolean isAdditive() {
        return (kind == FeatureKind.COUNT || kind == FeatureKind.SUM) && window == null;
    }
}
