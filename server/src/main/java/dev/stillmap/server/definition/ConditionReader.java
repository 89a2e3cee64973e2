package dev.stillmap.server.definition;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Reads {@code quantity < 0}, {@code country != France} and the like. */
final class ConditionReader {

    private ConditionReader() {}

    static Condition read(LocatedNode node, FieldsReader fields) {
        WrittenCondition written = WrittenCondition.parse(node.text());
        if (written == null) {
            throw node.wrong(
                    "'" + node.text() + "' is no condition; one is 'quantity < 0'; the signs are = != < <= > >=");
        }
        FieldDefinition field = fields.find(node, written.name());
        Condition.Operator operator = written.operator();
        if (operator.isOrder() && (field.type() == FieldType.STRING || field.type() == FieldType.BOOLEAN)) {
            throw node.wrong(
                    "'" + field.name() + "' can be compared by = and != only, as it is no number or timestamp");
        }
        String literal = written.literal();
        return new Condition(field.position(), operator, literal, number(node, field, literal));
    }

    private static long number(LocatedNode node, FieldDefinition field, String literal) {
        try {
            return switch (field.type()) {
                case STRING -> 0;
                case INTEGER -> Long.parseLong(literal);
                case DECIMAL ->
                    new BigDecimal(literal)
                            .setScale(field.scale())
                            .unscaledValue()
                            .longValueExact();
                case TIMESTAMP -> Instant.parse(literal).toEpochMilli();
                case BOOLEAN -> bool(literal);
            };
        } catch (ArithmeticException | IllegalArgumentException | DateTimeParseException e) {
            throw node.wrong("'" + literal + "' is nothing that '" + field.name() + "' can be: " + expected(field));
        }
    }

    private static long bool(String literal) {
        return switch (literal) {
            case "true" -> 1;
            case "false" -> 0;
            default -> throw new IllegalArgumentException(literal);
        };
    }

    private static String expected(FieldDefinition field) {
        return switch (field.type()) {
            case STRING -> "a text";
            case INTEGER -> "a whole number";
            case DECIMAL -> "a number with at most " + field.scale() + " digits behind the point";
            case TIMESTAMP -> "a moment such as 2026-01-31T12:00:00Z";
            case BOOLEAN -> "true or false";
        };
    }
}
