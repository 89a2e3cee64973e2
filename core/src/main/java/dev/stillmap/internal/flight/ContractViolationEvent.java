package dev.stillmap.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

@Name("dev.stillmap.ContractViolation")
@Label("Contract Violation")
@Description("Something broke a promise of a map, or what was promised to it")
@Category("Stillmap")
final class ContractViolationEvent extends Event {

    @Label("Map")
    @Nullable
    String map;

    @Label("Kind")
    @Nullable
    String kind;

    @Label("Message")
    @Nullable
    String message;

    @Label("Stacks")
    @Description("Those of all threads at that moment; at most once a second")
    @Nullable
    String stacks;
}
