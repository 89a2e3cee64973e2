package dev.stillmap.bench.report;

import java.util.List;
import java.util.Optional;

/**
 * A number that is worked out from results: a figure as it is, or the ratio of two.
 *
 * @param keys the figure, and what it is divided by, if anything
 */
record Quantity(List<Key> keys) {
    static Quantity value(Key key) {
        return new Quantity(List.of(key));
    }

    static Quantity ratio(Key of, Key to) {
        return new Quantity(List.of(of, to));
    }

    /** The number, or empty if something that it needs was not measured. */
    Optional<Figure> of(Results results) {
        var first = results.find(keys.get(0));
        return keys.size() == 1
                ? first
                : first.flatMap(of -> results.find(keys.get(1)).map(of::over));
    }
}
