package dev.stillmap.stats;

/**
 * What is done to single keys of a map, by its own methods and those of its views. {@code clear}, {@code getStamped}, and
 * what an iteration of {@code iterate} writes are none of these.
 */
public enum MapOperation {

    /** {@code get}, {@code getOrDefault} and {@code containsKey}. */
    GET,

    /** {@code put} and {@code putIfAbsent}. */
    PUT,

    /** {@code replace}, both, {@code replaceStamped}, and each of {@code replaceAll}. */
    REPLACE,

    /** {@code remove}, both, and removals through views. */
    REMOVE,

    /** {@code compute} and its kin and {@code merge}, with their functions. */
    COMPUTE,

    /** A key of a batch; it took as long as the commit. */
    BATCH
}
