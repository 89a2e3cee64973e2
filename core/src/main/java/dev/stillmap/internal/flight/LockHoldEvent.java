package dev.stillmap.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

@Name("dev.stillmap.IterationLockHold")
@Label("Iteration Lock Hold")
@Description("A hold of the iteration lock has ended")
@Category("Stillmap")
@StackTrace(false)
final class LockHoldEvent extends Event {

    @Label("Map")
    @Nullable
    String map;

    @Label("Outcome")
    @Description("EXCLUSIVE if it kept writers back to its end, DEGRADED or LEAKED")
    @Nullable
    String outcome;

    @Label("Held")
    @Description("From its beginning to its end")
    @Timespan(Timespan.NANOSECONDS)
    long held;
}
