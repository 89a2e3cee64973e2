package dev.stillmap.tools.explain;

/**
 * Why an operation took as long as it did.
 *
 * @param operation the operation
 * @param cause what covers at least half of its time, or {@link Cause#UNKNOWN}
 * @param share how much of its time that covers, 0 to 1; of an unknown cause, what all known ones cover
 */
record Explanation(SlowOperation operation, Cause cause, double share) {}
