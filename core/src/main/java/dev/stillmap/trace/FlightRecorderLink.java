package dev.stillmap.trace;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** Writes records as events, and switches the tracers of named maps as recordings come and go. Needs jdk.jfr. */
final class FlightRecorderLink implements FlightRecorderListener {

    static final TraceSink SINK = made -> write(made, new TransitionEvent());

    private static final AtomicBoolean LISTENING = new AtomicBoolean();

    private static final AtomicLong CHANGES = new AtomicLong();

    /** Flight Recorder is never called under it but for {@code isEnabled}, so the order of its own locks does not matter. */
    private static final Object LOCK = new Object();

    private static final TransitionEvent PROBE = new TransitionEvent();

    /** Guarded by {@link #LOCK}. */
    private static Set<String> wanted = Set.of();

    private FlightRecorderLink() {}

    static void listen() {
        if (LISTENING.compareAndSet(false, true)) {
            FlightRecorder.addListener(new FlightRecorderLink());
            refresh();
        }
    }

    @Override
    public void recordingStateChanged(Recording recording) {
        refresh();
    }

    /** Of several at once only the one that began last counts: no other is bound to have seen all recordings as they are. */
    private static void refresh() {
        long change = CHANGES.incrementAndGet();
        Set<String> names = wantedNow();
        synchronized (LOCK) {
            if (CHANGES.get() == change) {
                wanted = names;
                FlightRecording.named().forEach(FlightRecorderLink::apply);
            }
        }
    }

    /** Read from the recordings: the setting's control is not told of those that ask for the event and name no maps. */
    private static Set<String> wantedNow() {
        return FlightRecorder.isInitialized()
                ? FlightRecorder.getFlightRecorder().getRecordings().stream()
                        .filter(recording -> recording.getState() == RecordingState.RUNNING)
                        .flatMap(recording -> names(recording.getSettings()))
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    private static Stream<String> names(Map<String, String> settings) {
        return Boolean.parseBoolean(settings.get(TransitionEvent.NAME + "#enabled"))
                ? Arrays.stream(settings.getOrDefault(TransitionEvent.NAME + "#maps", MapNames.ALL)
                                .split(","))
                        .map(String::strip)
                : Stream.of();
    }

    /** Switches the tracer on or off, as the recordings that run now ask for. */
    static void apply(IterationTracer tracer) {
        synchronized (LOCK) {
            if (PROBE.isEnabled() && (wanted.contains(MapNames.ALL) || wanted.contains(tracer.mapName()))) {
                tracer.addSink(SINK);
            } else {
                tracer.removeSink(SINK);
            }
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
