package dev.stillmap.trace;

/**
 * Takes the records of a tracer. Called by the thread that makes the step, and for leaks by a cleaner's thread, without
 * a lock; so it has to be thread-safe and should be quick. What it throws, but for {@link VirtualMachineError}, is counted in {@link
 * IterationTracer#sinkFailures()} and reaches nobody.
 */
@FunctionalInterface
public interface TraceSink {

    /**
     * Takes a record.
     *
     * @param transition the step that was made
     */
    void accept(TransitionRecord transition);

    /**
     * Whether it wants records of such things; always the same answer, and a quick one, as it is asked for each record.
     * While no sink of a map wants views, their iterators are not watched.
     *
     * @param watched what lives
     * @return true, unless overridden
     */
    default boolean takes(Watched watched) {
        return true;
    }

    /**
     * Writes Flight Recorder events named {@code dev.stillmap.IterationTransition}, as far as a recording asks for them.
     * For maps without a name: at one with a name this sink comes and goes with the recordings that ask for the map, see
     * {@link IterationTracer}.
     *
     * @return the sink
     * @throws UnsupportedOperationException if this run time has no module {@code jdk.jfr}
     */
    static TraceSink flightRecorder() {
        if (!FlightRecording.isAvailable()) {
            throw new UnsupportedOperationException(
                    "this run time has no Flight Recorder: add the module jdk.jfr to it, or take another sink");
        }
        return FlightRecording.sink();
    }
}
