package dev.stillmap.server.definition;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code quantity < 0}, {@code country != France} and the like. */
final class ConditionReader {

    private static final Pattern WRITTEN = Pattern.compile("\\s*(\\w+)\\s*(!=|<=|>=|=|<|>)\\s*(.*?)\\s*");

    private ConditionReader() {}

    static Condition read(LocatedNode node, FieldsReader fields) {
        Matcher written = WRITTEN.matcher(node.text());
        if (!written.matches()) {
            throw node.wrong(
                    "'" + node.text() + "' is no condition; one is 'quantity < 0'; the signs are = != < <= > >=");
        }
        FieldDefinition field = fields.find(node, written.group(1));
        Condition.Operator operator = operator(written.group(2));
        if (operator.isOrder() && (field.type() == FieldType.STRING || field.type() == FieldType.BOOLEAN)) {
            throw node.wrong(
                    "'" + field.name() + "' can be compared by = and != only, as it is no number or timestamp");
        }
        String literal = written.group(3);
        return new Condition(field.position(), operator, literal, number(node, field, literal));
    }

    private static Condition.Operator operator(String sign) {
        for (Condition.Operator operator : Condition.Operator.values()) {
            if (operator.sign().equals(sign)) {
                return operator;
            }
        }
        throw new AssertionError(sign);
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
