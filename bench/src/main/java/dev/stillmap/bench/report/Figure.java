package dev.stillmap.bench.report;

import dev.stillmap.bench.harness.Better;
import dev.stillmap.bench.harness.Median;
import java.util.Arrays;
import java.util.List;

/**
 * What several forks measured of one thing.
 *
 * @param runs one number per fork, in the order of running
 * @param unit what they count
 * @param better which way they are good
 */
record Figure(List<Double> runs, String unit, Better better) {
    Figure {
        runs = List.copyOf(runs);
    }

    double median() {
        return Median.of(array());
    }

    double least() {
        return Arrays.stream(array()).min().orElseThrow();
    }

    double most() {
        return Arrays.stream(array()).max().orElseThrow();
    }

    private double[] array() {
        return runs.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The differences of neighbouring forks, in another unit. */
    Figure minus(Figure other, double scale, String otherUnit) {
        int pairs = Math.min(runs.size(), other.runs.size());
        var differences = new Double[pairs];
        for (int i = 0; i < pairs; i++) {
            differences[i] = (runs.get(i) - other.runs.get(i)) * scale;
        }
        return new Figure(List.of(differences), otherUnit, better);
    }

    /** The ratios of neighbouring forks: this one's n-th to the other's n-th. */
    Figure over(Figure other) {
        int pairs = Math.min(runs.size(), other.runs.size());
        var ratios = new Double[pairs];
        for (int i = 0; i < pairs; i++) {
            double of = runs.get(i);
            double to = other.runs.get(i);
            ratios[i] = of == to ? 1 : of / to;
        }
        return new Figure(List.of(ratios), "x", better);
    }
}
