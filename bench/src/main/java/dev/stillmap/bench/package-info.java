/**
 * Benchmarks of StillMap and of its peers: {@link dev.stillmap.bench.Main} runs every measure in fresh JVMs, keeps the
 * raw results and writes the report from them.
 *
 * <p>Where to look: maps under test in {@code subject}; keys and traffic in {@code workload}; one JMH class per
 * question in {@code jmh}; whole-JVM measurements in {@code harness}; which cells are measured and how forks are
 * ordered in {@code run}; goals, statistics and rendering in {@code report}.
 */
package dev.stillmap.bench;
