package dev.stillmap.bench.report;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a figure is of.
 *
 * @param measure name of the measure
 * @param params its parameters without the subject
 * @param subject what was measured
 * @param metric which number of it; {@link #SCORE} for a JMH benchmark
 */
record Key(String measure, Map<String, String> params, String subject, String metric) {
    /** The number that JMH calls the score. */
    static final String SCORE = "score";

    Key {
        params = Map.copyOf(params);
    }

    Key of(String otherSubject) {
        return new Key(measure, params, otherSubject, metric);
    }

    Key figure(String otherMetric) {
        return new Key(measure, params, subject, otherMetric);
    }

    /** Everything but the subject: what figures of different subjects share when they may be compared. */
    String cell() {
        return measure + new TreeMap<>(params) + metric;
    }
}
