package dev.stillmap.bench.harness;

/** A measurement that has a whole JVM to itself. Implementations have a public constructor without parameters. */
public interface Harness {
    /**
     * Measures once.
     *
     * @param params what to measure
     * @param metrics where the numbers go
     * @throws Exception if the measurement is not valid
     */
    void run(Params params, Metrics metrics) throws Exception;
}
