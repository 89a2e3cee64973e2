package dev.stillmap.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A {@link TransitionRecord} as an event. Its fields are read by name by the tools. */
@Category("Stillmap")
@StackTrace(false)
abstract class RecordEvent extends Event {

    @Label("Map")
    @Nullable
    String map;

    @Label("Watched")
    @Nullable
    String watched;

    @Label("Iteration")
    @Description("A number that is unique in the process")
    long iteration;

    @Label("Contract")
    @Nullable
    String contract;

    @Label("Step")
    @Description("How many steps it has made before")
    int step;

    @Label("From")
    @Description("The state before; none for the first step")
    @Nullable
    String from;

    @Label("To")
    @Nullable
    String to;

    @Label("Bucket")
    int bucket;

    @Label("Slot")
    int slot;

    @Label("Epoch")
    long epoch;

    @Label("Buckets")
    @Description("Size of the table that it began on")
    int buckets;

    @Label("Moved")
    @Description("Buckets of that table that have moved to the next")
    int moved;

    @Label("Made By")
    @Nullable
    String madeBy;

    @Label("Nanoseconds")
    @Description("System.nanoTime() of the step")
    long nanos;

    @Label("Leaked")
    boolean leaked;

    @Label("Caller")
    @Description("Where it was opened, if that is recorded")
    @Nullable
    String caller;

    final void fill(TransitionRecord made) {
        map = made.map();
        watched = made.watched().name();
        iteration = made.iteration();
        contract = made.contract();
        step = made.step();
        IterationState before = made.from();
        from = before == null ? null : before.name();
        to = made.to().name();
        bucket = made.place().bucket();
        slot = made.place().slot();
        epoch = made.place().epoch();
        buckets = made.place().buckets();
        moved = made.place().moved();
        madeBy = made.thread();
        nanos = made.nanos();
        leaked = made.leaked();
        caller = made.caller();
    }
}
