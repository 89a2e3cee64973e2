package dev.stillmap.trace;

import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;

/** Writes records as events, and switches the tracers of named maps as recordings come and go. Needs jdk.jfr. */
final class FlightRecorderLink implements FlightRecorderListener {

    static final TraceSink SINK = made -> write(made, new TransitionEvent());

    private static boolean listening;

    private FlightRecorderLink() {}

    static synchronized void listen() {
        if (!listening) {
            listening = true;
            FlightRecorder.addListener(new FlightRecorderLink());
        }
    }

    @Override
    public void recordingStateChanged(Recording recording) {
        FlightRecording.named().forEach(FlightRecorderLink::apply);
    }

    /** Switches the tracer on or off, as the recordings that run now ask for. */
    static void apply(IterationTracer tracer) {
        if (new TransitionEvent().isEnabled() && MapNames.cover(tracer.mapName())) {
            tracer.addSink(SINK);
        } else {
            tracer.removeSink(SINK);
        }
    }

    static void illegal(TransitionRecord made) {
        write(made, new IllegalTransitionEvent());
    }

    private static void write(TransitionRecord made, RecordEvent event) {
        if (event.isEnabled()) {
            event.fill(made);
            event.commit();
        }
    }
}
