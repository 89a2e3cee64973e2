package dev.stillmap.metrics;

import org.jspecify.annotations.Nullable;

/** One operation that goes on: since when, and its event if a recording wants one. For one thread. */
final class OperationTimer {

    private static final boolean HAS_FLIGHT_RECORDER =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    /** The part that needs Flight Recorder's classes. */
    private static final class Flight {

        private static final OperationEvent PROBE = new OperationEvent();

        private Flight() {}

        static @Nullable Object begin() {
            if (!PROBE.isEnabled()) {
                return null;
            }
            OperationEvent event = new OperationEvent();
            event.begin();
            return event;
        }

        static void end(Object begun, String map, Operation operation) {
            OperationEvent event = (OperationEvent) begun;
            event.end();
            if (event.shouldCommit()) {
                event.map = map;
                event.operation = operation.label();
                event.commit();
            }
        }
    }

    private final @Nullable Object event;

    private final long begun;

    OperationTimer() {
        event = HAS_FLIGHT_RECORDER ? Flight.begin() : null;
        begun = System.nanoTime();
    }

    /** Nanoseconds until now. */
    long end(String map, Operation operation) {
        long took = System.nanoTime() - begun;
        if (event != null) {
            Flight.end(event, map, operation);
        }
        return took;
    }
}
