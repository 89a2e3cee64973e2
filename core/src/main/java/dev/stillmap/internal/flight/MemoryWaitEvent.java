package dev.stillmap.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

@Name("dev.stillmap.MemoryWait")
@Label("Memory Wait")
@Description("A writer waited until snapshots retained less memory")
@Category("Stillmap")
final class MemoryWaitEvent extends Event {

    @Label("Map")
    @Nullable
    String map;
}
