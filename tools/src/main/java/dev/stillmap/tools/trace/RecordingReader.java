package dev.stillmap.tools.trace;

import dev.stillmap.trace.TransitionRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the transitions in the file of a recording. */
final class RecordingReader {

    /** The steps of one iteration never go back in time, so this keeps their order. */
    private static final Comparator<TransitionRecord> IN_TIME =
            Comparator.comparingLong(TransitionRecord::nanos).thenComparingInt(TransitionRecord::step);

    private record Step(long iteration, int number) {}

    private RecordingReader() {}

    /**
     * All transitions, in the order of time. One that was recorded as a step and as illegal comes once.
     *
     * @param file a recording
     * @return what is in it, maybe nothing
     * @throws IllegalArgumentException if it cannot be read; the message says what to do
     */
    static List<TransitionRecord> read(Path file) {
        List<TransitionRecord> transitions = new ArrayList<>();
        List<TransitionRecord> illegal = new ArrayList<>();
        RecordedEvents.forEach(file, event -> {
            switch (event.getEventType().getName()) {
                case Events.TRANSITION -> transitions.add(Events.record(event));
                case Events.ILLEGAL -> illegal.add(Events.record(event));
                default -> {} // of the JVM, or of somebody else
            }
        });
        Set<Step> known = new HashSet<>();
        transitions.forEach(made -> known.add(new Step(made.iteration(), made.step())));
        illegal.removeIf(made -> known.contains(new Step(made.iteration(), made.step())));
        transitions.addAll(illegal);
        transitions.sort(IN_TIME);
        return transitions;
    }
}
