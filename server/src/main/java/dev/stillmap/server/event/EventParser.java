package dev.stillmap.server.event;

import dev.stillmap.server.definition.FieldDefinition;
import dev.stillmap.server.definition.FieldType;
import dev.stillmap.server.definition.InputDefinition;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes events of the texts of their columns. An empty text is none. For one thread. */
public final class EventParser {

    /** Where the texts of a line are found. */
    @FunctionalInterface
    public interface Columns {

        /**
         * The text of a column.
         *
         * @param field the field that is read from it
         * @return the text, or null if the line has none
         */
        @Nullable
        String text(FieldDefinition field);
    }

    /** Longer texts are no keys and no features: a mistake, or an attack. */
    private static final int LONGEST_TEXT = 65_536;

    private final List<FieldDefinition> fields;

    private final int time;

    /** By the field's position. */
    private final Map<Integer, Moments> moments = new HashMap<>();

    private final long futureMillis;

    private final Clock clock;

    /** What is not after this is not too far in the future; moved on when it no longer says. */
    private long latest = Long.MIN_VALUE;

    /**
     * For events of that kind.
     *
     * @param input what they look like
     */
    public EventParser(InputDefinition input) {
        this(input, Clock.systemUTC());
    }

    /**
     * For events of that kind, up to some moment whatever time it is.
     *
     * @param input what they look like
     * @param latest later ones are refused; in milliseconds since 1970
     */
    public EventParser(InputDefinition input, long latest) {
        this(input, Clock.fixed(Instant.ofEpochMilli(latest).minus(input.future()), ZoneOffset.UTC));
    }

    EventParser(InputDefinition input, Clock clock) {
        this.clock = clock;
        fields = input.fields();
        time = input.time();
        futureMillis = input.future().toMillis();
        for (FieldDefinition field : fields) {
            if (field.type() == FieldType.TIMESTAMP) {
                moments.put(field.position(), new Moments(field.format(), field.zone()));
            }
        }
    }

    /**
     * Makes an event.
     *
     * @param columns the texts
     * @return the event
     * @throws BadEventException if a field that has to be there is not, or is not what it has to be; the message names it
     */
    public Event parse(Columns columns) throws BadEventException {
        Event event = new Event(fields.size(), time);
        for (FieldDefinition field : fields) {
            if (field.column() == null) {
                multiply(field, event);
                continue;
            }
            String text = columns.text(field);
            if (text != null && !text.isEmpty()) {
                read(field, text, event);
            } else if (!field.optional()) {
                throw new BadEventException("it has no " + field.name());
            }
        }
        requireNotFuture(event.time());
        return event;
    }

    private void requireNotFuture(long moment) throws BadEventException {
        if (moment > latest) {
            latest = clock.millis() + futureMillis;
            if (moment > latest) {
                throw new BadEventException(fields.get(time).name() + ": " + Instant.ofEpochMilli(moment)
                        + " is further in the future than 'future' of the definition allows");
            }
        }
    }

    private void read(FieldDefinition field, String text, Event event) throws BadEventException {
        try {
            switch (field.type()) {
                case STRING -> {
                    if (text.length() > LONGEST_TEXT) {
                        throw new BadEventException("it has " + text.length() + " characters");
                    }
                    event.set(field.position(), text);
                }
                case INTEGER, DECIMAL -> event.set(field.position(), Decimals.parse(text, field.scale()));
                case TIMESTAMP ->
                    event.set(
                            field.position(),
                            Objects.requireNonNull(moments.get(field.position()))
                                    .parse(text));
                case BOOLEAN -> event.set(field.position(), bool(text));
            }
        } catch (BadEventException e) {
            throw new BadEventException(field.name() + ": " + e.getMessage());
        }
    }

    private static long bool(String text) throws BadEventException {
        return switch (text) {
            case "true", "TRUE", "True", "1" -> 1;
            case "false", "FALSE", "False", "0" -> 0;
            default -> throw new BadEventException(BadEventException.quoted(text) + " is neither true nor false");
        };
    }

    private static void multiply(FieldDefinition field, Event event) throws BadEventException {
        long product = 1;
        for (int factor : field.factors()) {
            if (!event.has(factor)) {
                return;
            }
            try {
                product = Math.multiplyExact(product, event.number(factor));
            } catch (ArithmeticException e) {
                throw new BadEventException(field.name() + ": the product is too large");
            }
        }
        event.set(field.position(), product);
    }
}
