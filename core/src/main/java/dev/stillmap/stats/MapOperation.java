package dev.stillmap.stats;

/** What is done to single keys of a map. */
public enum MapOperation {

    /** {@code get}, {@code getOrDefault} and {@code containsKey}. */
    GET,

    /** {@code put} and {@code putIfAbsent}. */
    PUT,

    /** {@code replace}, both, and {@code replaceStamped}. */
    REPLACE,

    /** {@code remove}, both, and removals through views. */
    REMOVE,

    /** {@code compute} and its kin and {@code merge}, with their functions. */
    COMPUTE,

    /** A key that a batch wrote; it took as long as the commit. */
    BATCH
}
