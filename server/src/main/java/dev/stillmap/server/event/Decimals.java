package dev.stillmap.server.event;

import java.math.BigDecimal;

/** Reads amounts with a fixed count of digits behind the point as whole numbers, exactly. */
public final class Decimals {

    private static final int RADIX = 10;

    private Decimals() {}

    /**
     * Reads an amount.
     *
     * @param text {@code 12}, {@code -0.5} or {@code +3.} with a point; no exponent, no blanks
     * @param scale digits behind the point
     * @return the amount times ten to the power of the scale
     * @throws BadEventException if it is no number, does not fit into 64 bits, or has further digits behind the point that
     *     are not 0
     */
    static long parse(String text, int scale) throws BadEventException {
        int length = text.length();
        int at = 0;
        boolean negative = false;
        if (length > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
            negative = text.charAt(0) == '-';
            at = 1;
        }
        // Built up below zero, where there is one number more.
        long value = 0;
        int digits = 0;
        int behind = -1;
        for (; at < length; at++) {
            char c = text.charAt(at);
            if (c == '.' && behind < 0) {
                behind = 0;
                continue;
            }
            int digit = c - '0';
            if (digit < 0 || digit >= RADIX) {
                throw new BadEventException(BadEventException.quoted(text) + " is no number");
            }
            digits++;
            if (behind >= scale) {
                if (digit != 0) {
                    throw new BadEventException(
                            BadEventException.quoted(text) + " has more than " + scale + " digits behind the point");
                }
                continue;
            }
            value = times10Less(text, value, digit);
            behind += behind < 0 ? 0 : 1;
        }
        if (digits == 0) {
            throw new BadEventException(BadEventException.quoted(text) + " is no number");
        }
        for (int i = Math.max(0, behind); i < scale; i++) {
            value = times10Less(text, value, 0);
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw tooLarge(text);
        }
        return negative ? value : -value;
    }

    private static long times10Less(String text, long value, int digit) throws BadEventException {
        if (value < (Long.MIN_VALUE + digit) / RADIX) {
            throw tooLarge(text);
        }
        return value * RADIX - digit;
    }

    private static BadEventException tooLarge(String text) {
        return new BadEventException(BadEventException.quoted(text) + " is too large");
    }

    /**
     * Writes an amount as it is read.
     *
     * @param unscaled the amount times ten to the power of the scale
     * @param scale digits behind the point
     * @return the amount in plain digits
     */
    public static String toString(long unscaled, int scale) {
        return BigDecimal.valueOf(unscaled, scale).toPlainString();
    }
}
