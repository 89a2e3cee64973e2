package dev.stillmap.trace;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

@Name("dev.stillmap.IllegalTransition")
@Label("Illegal Transition")
@Description("A step that may not follow the state before; a mistake of the map")
final class IllegalTransitionEvent extends RecordEvent {}
