package dev.stillmap.bench.harness;

import java.util.LinkedHashMap;
import java.util.Map;

/** The numbers that one run of a harness reports, in order. Not thread-safe. */
public final class Metrics {
    private final Map<String, Metric> byName = new LinkedHashMap<>();

    /** None yet. */
    public Metrics() {}

    /**
     * Adds a number that is better when less.
     *
     * @param name its name
     * @param score the number
     * @param unit what it counts
     */
    public void less(String name, double score, String unit) {
        byName.put(name, new Metric(score, unit, Better.LESS));
    }

    /**
     * Adds a number that is better when more.
     *
     * @param name its name
     * @param score the number
     * @param unit what it counts
     */
    public void more(String name, double score, String unit) {
        byName.put(name, new Metric(score, unit, Better.MORE));
    }

    /**
     * Adds a number that is context only.
     *
     * @param name its name
     * @param score the number
     * @param unit what it counts
     */
    public void context(String name, double score, String unit) {
        byName.put(name, new Metric(score, unit, Better.NEITHER));
    }

    /**
     * All numbers.
     *
     * @return a copy, by name
     */
    public Map<String, Metric> byName() {
        return new LinkedHashMap<>(byName);
    }
}
