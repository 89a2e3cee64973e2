package dev.stillmap.server.feature;

import java.math.BigDecimal;

/** Numbers as they are shown. */
final class Numbers {

    private Numbers() {}

    /** A whole number, or one with just that many digits behind the point. */
    static Object exact(long unscaled, int scale) {
        return scale == 0 ? (Object) unscaled : BigDecimal.valueOf(unscaled, scale);
    }

    static double real(long unscaled, int scale) {
        return scale == 0 ? unscaled : BigDecimal.valueOf(unscaled, scale).doubleValue();
    }
}
