package dev.stillmap.tools.explain;

/**
 * A promise that was broken.
 *
 * @param at when, in nanoseconds since 1970
 * @param map the map's name
 * @param kind which
 * @param message what happened
 * @param stacks of all threads at that moment, or empty
 */
record Violation(long at, String map, String kind, String message, String stacks) {}
