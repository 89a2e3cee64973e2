package dev.stillmap.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

@Name("dev.stillmap.Evacuation")
@Label("Evacuation")
@Description("A write has done its share of a move")
@Category("Stillmap")
@Threshold("1 ms")
final class EvacuationEvent extends Event {

    @Label("Map")
    @Nullable
    String map;

    @Label("Buckets")
    @Description("Of the table that moves")
    int buckets;

    @Label("To")
    @Description("Buckets of the table that it moves into")
    int to;
}
