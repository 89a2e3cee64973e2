package dev.stillmap.internal.flight;

import org.jspecify.annotations.Nullable;

/**
 * The way to a map's events, for run times that may be without Flight Recorder: only {@link FlightEvents} needs its
 * classes. While no recording wants an event, it costs a look at a field. Thread-safe.
 */
public final class FlightLog {

    private static final boolean AVAILABLE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    /** What there are events of. */
    public enum Kind {
        SNAPSHOT,
        SNAPSHOT_CLOSE,
        SNAPSHOT_LEAK,
        LOCK_WAIT,
        LOCK_HOLD,
        FUNCTION_WAIT,
        MEMORY_WAIT,
        GROWTH,
        EVACUATION,
        VIOLATION
    }

    /** Something that takes time, from when this was made. */
    public interface Span {

        /** Writes the event, if it took as long as the recording asks for. */
        void end(String outcome);
    }

    private FlightLog() {}

    /** Whether the run time has Flight Recorder. */
    public static boolean isAvailable() {
        return AVAILABLE;
    }

    /** Whether a recording wants such events; to be asked before anything is made for them. */
    public static boolean wants(Kind kind) {
        try {
            return AVAILABLE && FlightEvents.isWanted(kind);
        } catch (OutOfMemoryError | LinkageError e) {
            // There was no memory to load the events, and they are never loaded again: the map goes on without.
            return false;
        }
    }

    /** Ends what a method of {@link FlightEvents} has begun. */
    public static void end(@Nullable Span span, String outcome) {
        if (span != null) {
            try {
                span.end(outcome);
            } catch (OutOfMemoryError e) {
                // It is lost.
            }
        }
    }
}
