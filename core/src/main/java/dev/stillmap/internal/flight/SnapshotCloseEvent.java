package dev.stillmap.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

@Name("dev.stillmap.SnapshotClose")
@Label("Snapshot Close")
@Description("A snapshot has ended")
@Category("Stillmap")
@StackTrace(false)
final class SnapshotCloseEvent extends Event {

    @Label("Map")
    @Nullable
    String map;

    @Label("Cut")
    long cut;

    @Label("Outcome")
    @Description("CLOSED, LEAKED or EXPIRED")
    @Nullable
    String outcome;

    @Label("Open")
    @Description("How long it was open")
    @Timespan(Timespan.NANOSECONDS)
    long open;

    @Label("Retained Bytes")
    @Description("What the copies made for it take")
    @DataAmount
    long retainedBytes;
}
