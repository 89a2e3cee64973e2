package dev.stillmap.server.engine;

import dev.stillmap.server.definition.EntityDefinition;
import dev.stillmap.server.definition.FieldDefinition;
import dev.stillmap.server.definition.FieldType;
import dev.stillmap.server.definition.InputDefinition;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.Decimals;
import dev.stillmap.server.event.Event;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The key of an event's entity, as a text: that of the field, or of several fields with {@code |} between them, where a
 * {@code |} or {@code \} of their own has a {@code \} before it. Thread-safe.
 */
final class EntityKeys {

    private final List<FieldDefinition> fields;

    private final String type;

    private final @Nullable String none;

    EntityKeys(EntityDefinition entity, InputDefinition input) {
        fields = entity.key().stream().map(input.fields()::get).toList();
        type = entity.name();
        none = entity.none();
    }

    /**
     * The key.
     *
     * @throws BadEventException if it is the one that stands for events without a key
     */
    String of(Event event) throws BadEventException {
        for (FieldDefinition field : fields) {
            if (!event.has(field.position())) {
                // A definition has one where a field of the key is optional.
                return Objects.requireNonNull(none);
            }
        }
        String key = fields.size() == 1 ? text(fields.get(0), event) : joined(event);
        if (key.equals(none)) {
            throw new BadEventException("the " + type + " '" + key + "' has the key that stands for events without one:"
                    + " give 'none' another in the definition");
        }
        return key;
    }

    private String joined(Event event) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < fields.size(); i++) {
            key.append(i == 0 ? "" : "|");
            key.append(text(fields.get(i), event).replace("\\", "\\\\").replace("|", "\\|"));
        }
        return key.toString();
    }

    private static String text(FieldDefinition field, Event event) {
        if (field.type() == FieldType.STRING) {
            return Objects.requireNonNull(event.text(field.position()));
        }
        long number = event.number(field.position());
        return switch (field.type()) {
            case TIMESTAMP -> Instant.ofEpochMilli(number).toString();
            case BOOLEAN -> Boolean.toString(number != 0);
            default -> Decimals.toString(number, field.scale());
        };
    }
}
