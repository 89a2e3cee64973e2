package dev.stillmap.tools.explain;

/**
 * An operation of a map, or a step of an iteration over it.
 *
 * @param from when it began, in nanoseconds since 1970
 * @param to when it ended
 * @param threadId the thread's number
 * @param thread its name
 * @param map the map's name, or empty where the recording does not tell
 * @param operation what it was
 * @param traced whether it is a method that the JDK traced, rather than a call that was recorded
 */
record SlowOperation(long from, long to, long threadId, String thread, String map, String operation, boolean traced) {

    long nanos() {
        return to - from;
    }
}
