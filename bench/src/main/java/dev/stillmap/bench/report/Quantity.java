package dev.stillmap.bench.report;

import java.util.List;
import java.util.Optional;

/**
 * A number that is worked out from results: a figure as it is, or the ratio or difference of two.
 *
 * @param keys the figure, and what it is divided by or what is taken off it, if anything
 * @param scale by what a figure alone or a difference is multiplied
 * @param unit what they count then; empty for the figure's own
 */
record Quantity(List<Key> keys, double scale, String unit) {
    private static final String RATIO = "x";

    static Quantity value(Key key) {
        return new Quantity(List.of(key), 1, "");
    }

    static Quantity ratio(Key of, Key to) {
        return new Quantity(List.of(of, to), 1, RATIO);
    }

    static Quantity difference(Key of, Key less, double scale, String unit) {
        return new Quantity(List.of(of, less), scale, unit);
    }

    /** The number, or empty if something that it needs was not measured. */
    Optional<Figure> of(Results results) {
        var first = results.find(keys.get(0));
        return keys.size() == 1
                ? first
                : first.flatMap(of -> results.find(keys.get(1)).map(other -> both(of, other)));
    }

    private Figure both(Figure of, Figure other) {
        return unit.equals(RATIO) ? of.over(other) : of.minus(other, scale, unit);
    }
}
