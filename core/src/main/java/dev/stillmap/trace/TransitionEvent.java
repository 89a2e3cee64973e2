package dev.stillmap.trace;

import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.SettingDefinition;

@Name(TransitionEvent.NAME)
@Label("Iteration Transition")
@Description("A step in the life of an iteration or snapshot")
@Enabled(false)
final class TransitionEvent extends RecordEvent {

    static final String NAME = "dev.stillmap.IterationTransition";

    /** All events that come here are of a map that was asked for. */
    @SettingDefinition
    @Name("maps")
    @Label("Maps")
    @Description("Names of the maps to trace, with commas between them; * for all that have a name")
    @SuppressWarnings("unused") // called by Flight Recorder
    boolean maps(MapNames names) {
        return true;
    }
}
