package dev.stillmap.bench.report;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that was measured in one run. Immutable. */
final class Results {
    private final Map<Key, Figure> figures;
    private final Map<String, List<String>> flags;

    Results(Map<Key, Figure> figures, Map<String, List<String>> flags) {
        this.figures = new LinkedHashMap<>(figures);
        this.flags = Map.copyOf(flags);
    }

    Optional<Figure> find(Key key) {
        return Optional.ofNullable(figures.get(key));
    }

    Collection<Key> keys() {
        return List.copyOf(figures.keySet());
    }

    /** The JVM flags of a measure; empty if it was not measured. */
    List<String> flags(String measure) {
        return flags.getOrDefault(measure, List.of());
    }
}
