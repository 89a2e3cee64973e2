package dev.stillmap.tools.trace;

import dev.stillmap.trace.IterationState;
import dev.stillmap.trace.Place;
import dev.stillmap.trace.TransitionRecord;
import dev.stillmap.trace.Watched;
import jdk.jfr.consumer.RecordedEvent;

/** The library's Flight Recorder events, by their names. */
final class Events {

    static final String TRANSITION = "dev.stillmap.IterationTransition";

    static final String ILLEGAL = "dev.stillmap.IllegalTransition";

    private Events() {}

    /**
     * What an event tells.
     *
     * @param event a transition, illegal or not
     * @return the record that was written
     */
    static TransitionRecord record(RecordedEvent event) {
        String from = event.getString("from");
        return new TransitionRecord(
                event.getString("map"),
                Watched.valueOf(event.getString("watched")),
                event.getLong("iteration"),
                event.getString("contract"),
                event.getInt("step"),
                from == null ? null : IterationState.valueOf(from),
                IterationState.valueOf(event.getString("to")),
                new Place(
                        event.getInt("bucket"),
                        event.getInt("slot"),
                        event.getLong("epoch"),
                        event.getInt("buckets"),
                        event.getInt("moved")),
                event.getString("madeBy"),
                event.getLong("nanos"),
                event.getBoolean("leaked"),
                event.getString("caller"));
    }
}
