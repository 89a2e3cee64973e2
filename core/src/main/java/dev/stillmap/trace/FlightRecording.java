package dev.stillmap.trace;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The way to Flight Recorder, for run times that may be without it: only {@link FlightRecorderLink} needs its classes. */
final class FlightRecording {

    private static final boolean AVAILABLE = available();

    /** Named tracers; guarded by itself. */
    private static final List<WeakReference<IterationTracer>> NAMED = new ArrayList<>();

    private FlightRecording() {}

    private static boolean available() {
        return ModuleLayer.boot().findModule("jdk.jfr").isPresent();
    }

    static boolean isAvailable() {
        return AVAILABLE;
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
