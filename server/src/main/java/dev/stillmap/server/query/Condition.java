package dev.stillmap.server.query;

import dev.stillmap.server.definition.Condition.Operator;
import dev.stillmap.server.definition.WrittenCondition;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an entity has to be to be in an answer. What has no value is never in it. Immutable. */
record Condition(Column column, Operator operator, Object literal) {

    static Condition parse(String text, List<Column> columns) {
        WrittenCondition written = WrittenCondition.parse(text);
        if (written == null) {
            throw new QueryException(
                    "'" + text + "' is no condition; one is 'lines >= 3'; the signs are = != < <= > >=");
        }
        Column column = Column.find(columns, written.name());
        boolean isOrdered = column.kind() == Column.Kind.NUMBER || column.kind() == Column.Kind.MOMENT;
        if (column.kind() == Column.Kind.NESTED || (written.operator().isOrder() && !isOrdered)) {
            throw new QueryException("'" + column.name() + "' cannot be compared by "
                    + written.operator().sign());
        }
        return new Condition(column, written.operator(), literal(column, written.literal()));
    }

    private static Object literal(Column column, String text) {
        try {
            return switch (column.kind()) {
                case NUMBER -> new BigDecimal(text);
                case MOMENT -> Instant.parse(text);
                case BOOLEAN -> bool(text);
                case TEXT, NESTED -> text;
            };
        } catch (DateTimeParseException | IllegalArgumentException e) {
            String expected = switch (column.kind()) {
                case NUMBER -> "a number";
                case MOMENT -> "a moment such as 2026-01-31T12:00:00Z";
                default -> "true or false";
            };
            throw new QueryException("'" + text + "' is nothing that '" + column.name() + "' can be: " + expected);
        }
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    boolean holds(@Nullable Object value) {
        return value != null && operator.holds(compare(value));
    }

    private int compare(Object value) {
        if (value instanceof Long number) {
            return BigDecimal.valueOf(number).compareTo((BigDecimal) literal);
        }
        if (value instanceof Double number) {
            return Double.compare(number, ((BigDecimal) literal).doubleValue());
        }
        return Values.compare(value, literal);
    }
}
