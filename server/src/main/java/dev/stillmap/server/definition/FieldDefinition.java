package dev.stillmap.server.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One field of an event: read from a column of the input, or the product of fields before it.
 *
 * @param name its name
 * @param position its place among all fields, from 0 on
 * @param type its type
 * @param scale digits behind the point of a {@link FieldType#DECIMAL}; else 0
 * @param column the column or property it is read from; null for a product
 * @param optional whether an event may lack it; a product lacks a value if one of its factors does
 * @param format how a {@link FieldType#TIMESTAMP} is written: {@code iso}, {@code millis}, {@code seconds}, or a pattern of
 *     {@link java.time.format.DateTimeFormatter}; else empty
 * @param zone the time zone of a timestamp that names none; else empty
 * @param factors positions of what is multiplied; empty unless it is a product
 */
public record FieldDefinition(
        String name,
        int position,
        FieldType type,
        int scale,
        @Nullable String column,
        boolean optional,
        String format,
        String zone,
        List<Integer> factors) {

    /** The format of moments in ISO 8601. */
    public static final String ISO = "iso";

    /** The format of milliseconds since 1970. */
    public static final String MILLIS = "millis";

    /** The format of seconds since 1970. */
    public static final String SECONDS = "seconds";
}
