package dev.stillmap.scenario;

import java.util.function.BooleanSupplier;

/**
 * Waits for another thread that is about to come: without giving the processor away at first, so that both go on within
 * some nanoseconds.
 */
final class Spin {
    private static final int SPINS_BEFORE_YIELD = 200;

    private Spin() {}

    static void until(BooleanSupplier condition) {
        for (int spins = 0; !condition.getAsBoolean(); spins++) {
            if (spins < SPINS_BEFORE_YIELD) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }
}
