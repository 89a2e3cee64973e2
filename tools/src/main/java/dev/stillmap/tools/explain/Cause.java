package dev.stillmap.tools.explain;

/** What an operation may have waited for. */
enum Cause {

    /** The collector had stopped all threads. */
    COLLECTION("collection"),

    /** The JVM had stopped all threads for something else. */
    SAFEPOINT("safepoint"),

    /** A hold of the iteration lock kept it back. */
    HOLD("hold"),

    /** A compute function or a batch of another thread had reserved its bucket. */
    FUNCTION("function"),

    /** Snapshots retained all the memory that they may. */
    MEMORY("memory"),

    /** It did its share of a growth. */
    EVACUATION("evacuation"),

    /** None of these, as far as the recording tells: the operation's own work, or a processor that was not there. */
    UNKNOWN("unknown");

    private final String label;

    Cause(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
