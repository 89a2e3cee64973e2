package dev.stillmap.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as text: three digits that count, thousands marked. */
final class Numbers {
    private static final MathContext DIGITS = new MathContext(3);
    private static final double WHOLE = 1_000;

    private Numbers() {}

    static String text(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        if (Math.abs(value) >= WHOLE) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }

    static String withUnit(double value, String unit) {
        if (!Double.isFinite(value)) {
            return "the other's is 0";
        }
        return unit.equals("x") || unit.isEmpty() ? text(value) + unit : text(value) + " " + unit;
    }

    /** Median and unit. */
    static String median(Figure figure) {
        return withUnit(figure.median(), figure.unit());
    }

    /** The least and the most of several runs; of one run there is no spread to show. */
    static String spread(Figure figure) {
        return figure.runs().size() == 1
                ? "one run"
                : text(figure.least()) + " .. " + text(figure.most()) + " ("
                        + figure.runs().size() + ")";
    }
}
