package dev.stillmap.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

@Name("dev.stillmap.Growth")
@Label("Growth")
@Description("A table began to move into one of twice or half its size, or has moved")
@Category("Stillmap")
@StackTrace(false)
final class GrowthEvent extends Event {

    @Label("Map")
    @Nullable
    String map;

    @Label("Phase")
    @Description("STARTED or COMPLETED")
    @Nullable
    String phase;

    @Label("From")
    @Description("Buckets of the table that moves")
    int from;

    @Label("To")
    @Description("Buckets of the table that it moves into")
    int to;

    @Label("Took")
    @Description("From its beginning, when it is completed")
    @Timespan(Timespan.NANOSECONDS)
    long took;
}
