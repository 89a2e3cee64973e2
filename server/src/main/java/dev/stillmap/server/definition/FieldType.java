package dev.stillmap.server.definition;

/** What a field of an event may be. */
public enum FieldType {

    /** Text, told apart by its characters, upper and lower case too. */
    STRING,

    /** A whole number that fits into 64 bits. */
    INTEGER,

    /** A number with a fixed count of digits behind the point: an amount of money, exactly. */
    DECIMAL,

    /** A moment, in milliseconds. */
    TIMESTAMP,

    /** {@code true} or {@code false}. */
    BOOLEAN;

    /** Whether it can be added up. */
    boolean isNumber() {
        return this == INTEGER || this == DECIMAL;
    }
}
