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

        /**
         * Whether it asks which of two is larger.
         *
         * @return false for the same and another
         */
        public boolean isOrder() {
            return this != EQUAL && this != NOT_EQUAL;
        }

        /**
         * Whether it holds.
         *
         * @param compared below, at or above 0 as the left is less than, the same as, or more than the right
         * @return whether it does
         */
        public boolean holds(int compared) {
            return switch (this) {
                case EQUAL -> compared == 0;
                case NOT_EQUAL -> compared != 0;
                case LESS -> compared < 0;
                case AT_MOST -> compared <= 0;
                case MORE -> compared > 0;
                case AT_LEAST -> compared >= 0;
            };
        }
    }
}
