package dev.stillmap.metrics;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

@Name("dev.stillmap.Operation")
@Label("Operation")
@Description("An operation of a recorded map, or a step of an iteration over it")
@Category("Stillmap")
@Threshold("1 ms")
final class OperationEvent extends Event {

    @Label("Map")
    @Nullable
    String map;

    @Label("Operation")
    @Nullable
    String operation;
}
