package dev.stillmap.trace;

import dev.stillmap.internal.flight.FlightLog;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The way to Flight Recorder, for run times that may be without it: only {@link FlightRecorderLink} needs its classes. */
final class FlightRecording {

    /** Named tracers; guarded by itself. */
    private static final List<WeakReference<IterationTracer>> NAMED = new ArrayList<>();

    private FlightRecording() {}

    static boolean isAvailable() {
        return FlightLog.isAvailable();
    }

    static TraceSink sink() {
        return FlightRecorderLink.SINK;
    }

    static void illegal(TransitionRecord made) {
        FlightRecorderLink.illegal(made);
    }

    static void register(IterationTracer tracer) {
        synchronized (NAMED) {
            NAMED.removeIf(known -> known.get() == null);
            NAMED.add(new WeakReference<>(tracer));
        }
        FlightRecorderLink.listen();
        FlightRecorderLink.apply(tracer);
    }

    static List<IterationTracer> named() {
        synchronized (NAMED) {
            return NAMED.stream()
                    .map(WeakReference::get)
                    .filter(Objects::nonNull)
                    .toList();
        }
    }
}
