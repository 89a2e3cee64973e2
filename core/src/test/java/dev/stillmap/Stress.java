package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.scenario.Scenario;

/**
 * How long random and stress tests run and what they choose.
 *
 * <p>System property {@code stillmap.stress} multiplies their length (default 1), {@code stillmap.seed} fixes their
 * choices (default: another seed in every run, which is printed; a failure names it).
 */
public final class Stress {
    private static final double SCALE = Double.parseDouble(System.getProperty("stillmap.stress", "1"));

    private Stress() {}

    /** {@code count}, multiplied; at least 1. */
    public static int scaled(int count) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, count * SCALE));
    }

    /** The seed of a test run. */
    public static long seed() {
        Long fixed = Long.getLong("stillmap.seed");
        long seed = fixed != null ? fixed : System.nanoTime();
        System.out.println("stillmap.seed=" + seed);
        return seed;
    }

    /** Fails with round and seed if {@code scenario} breaks its rule in one of {@code rounds} rounds. */
    public static void assertHeld(Scenario scenario, int rounds) throws InterruptedException {
        assertThat(scenario.run(rounds, seed())).isNull();
    }
}
