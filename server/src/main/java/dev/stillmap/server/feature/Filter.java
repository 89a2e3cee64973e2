package dev.stillmap.server.feature;

import dev.stillmap.server.definition.Condition;
import dev.stillmap.server.definition.FieldType;
import dev.stillmap.server.definition.InputDefinition;
import dev.stillmap.server.event.Event;
import java.util.List;

/** Whether an event is one that a feature is of. Thread-safe. */
final class Filter {

    private final List<Condition> conditions;

    private final InputDefinition input;

    Filter(List<Condition> conditions, InputDefinition input) {
        this.conditions = conditions;
        this.input = input;
    }

    boolean takes(Event event) {
        for (Condition condition : conditions) {
            if (!event.has(condition.field()) || !holds(condition, event)) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(Condition condition, Event event) {
        boolean isText = input.fields().get(condition.field()).type() == FieldType.STRING;
        int compared = isText
                ? (condition.literal().equals(event.text(condition.field())) ? 0 : 1)
                : Long.compare(event.number(condition.field()), condition.number());
        return condition.operator().holds(compared);
    }
}
