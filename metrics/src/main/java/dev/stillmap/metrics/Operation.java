package dev.stillmap.metrics;

import dev.stillmap.IterationContract;

/** What a {@link LatencyRecorder} tells apart. */
public enum Operation {

    /** {@code get}, {@code getOrDefault} and {@code containsKey}. */
    GET("get"),

    /** {@code put}. */
    PUT("put"),

    /** {@code putIfAbsent}. */
    PUT_IF_ABSENT("putIfAbsent"),

    /** {@code replace}, both. */
    REPLACE("replace"),

    /** {@code remove}, both, and removals through views. */
    REMOVE("remove"),

    /** {@code compute}, with its function. */
    COMPUTE("compute"),

    /** {@code computeIfAbsent}, with its function. */
    COMPUTE_IF_ABSENT("computeIfAbsent"),

    /** {@code computeIfPresent}, with its function. */
    COMPUTE_IF_PRESENT("computeIfPresent"),

    /** {@code merge}, with its function. */
    MERGE("merge"),

    /** {@code clear}. */
    CLEAR("clear"),

    /** {@code snapshot}: the taking of it. */
    SNAPSHOT("snapshot"),

    /** {@code iterate}: the opening, with the wait for other holds. */
    ITERATE("iterate"),

    /** A step of an iterator of a view, or of an iteration under {@code LIVE}. */
    STEP_LIVE("step LIVE"),

    /** A step of an iteration under {@code SNAPSHOT}. */
    STEP_SNAPSHOT("step SNAPSHOT"),

    /** A step of an iteration under {@code EXCLUSIVE}. */
    STEP_EXCLUSIVE("step EXCLUSIVE"),

    /** A step of an iteration under {@code FAIL_FAST}. */
    STEP_FAIL_FAST("step FAIL_FAST");

    private final String label;

    Operation(String label) {
        this.label = label;
    }

    /**
     * How it is called in events and files.
     *
     * @return a word or two
     */
    public String label() {
        return label;
    }

    static Operation stepOf(IterationContract contract) {
        return switch (contract) {
            case LIVE -> STEP_LIVE;
            case SNAPSHOT -> STEP_SNAPSHOT;
            case EXCLUSIVE -> STEP_EXCLUSIVE;
            case FAIL_FAST -> STEP_FAIL_FAST;
        };
    }
}
