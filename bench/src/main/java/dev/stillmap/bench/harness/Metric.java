package dev.stillmap.bench.harness;

/**
 * One measured number.
 *
 * @param score the number
 * @param unit what it counts
 * @param better which way it is good
 */
public record Metric(double score, String unit, Better better) {}
