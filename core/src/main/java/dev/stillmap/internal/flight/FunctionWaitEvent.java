package dev.stillmap.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

@Name("dev.stillmap.FunctionWait")
@Label("Function Wait")
@Description("A writer waited for a compute function or a batch of another thread")
@Category("Stillmap")
final class FunctionWaitEvent extends Event {

    @Label("Map")
    @Nullable
    String map;
}
