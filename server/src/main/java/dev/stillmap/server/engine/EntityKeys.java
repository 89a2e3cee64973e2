package dev.stillmap.server.engine;

import dev.stillmap.server.definition.EntityDefinition;
import dev.stillmap.server.definition.FieldDefinition;
import dev.stillmap.server.definition.FieldType;
import dev.stillmap.server.definition.InputDefinition;
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

    private final @Nullable String none;

    EntityKeys(EntityDefinition entity, InputDefinition input) {
        fields = entity.key().stream().map(input.fields()::get).toList();
        none = entity.none();
    }

    String of(Event event) {
        for (FieldDefinition field : fields) {
            if (!event.has(field.position())) {
                // A definition has one where a field of the key is optional.
                return Objects.requireNonNull(none);
            }
        }
        if (fields.size() == 1) {
            return text(fields.get(0), event);
        }
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
