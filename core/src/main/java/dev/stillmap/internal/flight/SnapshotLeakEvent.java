package dev.stillmap.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("dev.stillmap.SnapshotLeak")
@Label("Snapshot Leak")
@Description("A snapshot, iteration or hold was dropped without a close, found and released")
@Category("Stillmap")
@StackTrace(false)
final class SnapshotLeakEvent extends Event {

    @Label("Map")
    @Nullable
    String map;

    @Label("Handle")
    @Nullable
    String handle;

    @Label("Opened At")
    @Description("If the map was traced then")
    @Nullable
    String openedAt;
}
