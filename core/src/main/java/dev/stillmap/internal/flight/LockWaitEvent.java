package dev.stillmap.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

@Name("dev.stillmap.IterationLockWait")
@Label("Iteration Lock Wait")
@Description("A writer waited for a hold, or a hold for its turn")
@Category("Stillmap")
final class LockWaitEvent extends Event {

    @Label("Map")
    @Nullable
    String map;

    @Label("Who")
    @Description("WRITER or HOLD")
    @Nullable
    String who;

    @Label("Holder")
    @Description("The thread that had taken the hold; of a waiting hold, its own")
    @Nullable
    String holder;

    @Label("Outcome")
    @Description("ENDED, DEGRADED or INTERRUPTED; of a waiting hold TURN, TIMED_OUT or INTERRUPTED")
    @Nullable
    String outcome;
}
