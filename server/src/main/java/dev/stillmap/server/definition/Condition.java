package dev.stillmap.server.definition;

/**
 * What the field of an event has to be for a feature to take it. An event without that field is not taken.
 *
 * @param field the position of the field
 * @param operator how it is compared
 * @param literal what with, as it was written
 * @param number the same as a number of the field's scale, a moment in milliseconds, or 0 and 1; 0 for a string
 */
public record Condition(int field, Operator operator, String literal, long number) {

    /** How two values are compared. */
    public enum Operator {
        /** The same. */
        EQUAL("="),
        /** Another. */
        NOT_EQUAL("!="),
        /** Less; not of strings and booleans. */
        LESS("<"),
        /** Not more; not of strings and booleans. */
        AT_MOST("<="),
        /** More; not of strings and booleans. */
        MORE(">"),
        /** Not less; not of strings and booleans. */
        AT_LEAST(">=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        /**
         * As it is written.
         *
         * @return one or two characters
         */
        public String sign() {
            return sign;
        }

        boolean isOrder() {
            return this != EQUAL && this != NOT_EQUAL;
        }
    }
}
