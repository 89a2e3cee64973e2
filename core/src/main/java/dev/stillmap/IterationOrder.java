package dev.stillmap;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where an iteration begins. Buckets follow each other from there, round the table. Immutable and thread-safe.
 *
 * <p>By default the first bucket, and for iterators the first entry within each bucket, are random each time, so that
 * no caller comes to rely on an order that growth would change anyway. The other orders are for repeating a case: with
 * {@code -Dstillmap.iterationOrder=ascending} or {@code =seed:N} they apply to every map built without an order of its
 * own.
 */
public final class IterationOrder {

    private static final IterationOrder RANDOM = new IterationOrder(Kind.RANDOM, 0);

    private static final IterationOrder ASCENDING = new IterationOrder(Kind.ASCENDING, 0);

    private static final String PROPERTY = "stillmap.iterationOrder";

    private static final String SEED = "seed:";

    private enum Kind {
        RANDOM,
        SEEDED,
        ASCENDING
    }

    private final Kind kind;

    private final long seed;

    private IterationOrder(Kind kind, long seed) {
        this.kind = kind;
        this.seed = seed;
    }

    /**
     * Begins somewhere else each time.
     *
     * @return the order
     */
    public static IterationOrder random() {
        return RANDOM;
    }

    /**
     * Begins at the place that the seed chooses: two iterations of an unchanged map go the same way.
     *
     * @param seed any number
     * @return the order
     */
    public static IterationOrder seeded(long seed) {
        // The start is taken from the low bits and the slot from the high half, so every bit of the seed has to reach
        // both.
        long mixed = (seed ^ (seed >>> 32)) * 0x9E3779B97F4A7C15L;
        return new IterationOrder(Kind.SEEDED, mixed ^ (mixed >>> 29));
    }

    /**
     * Begins at bucket 0.
     *
     * @return the order
     */
    public static IterationOrder ascending() {
        return ASCENDING;
    }

    /** The order that the system property asks for; random when it is not set. */
    static IterationOrder ofSystemProperty() {
        return parse(System.getProperty(PROPERTY));
    }

    static IterationOrder parse(@Nullable String text) {
        if (text == null || text.equals("random")) {
            return RANDOM;
        }
        if (text.equals("ascending")) {
            return ASCENDING;
        }
        if (text.startsWith(SEED)) {
            try {
                return seeded(Long.parseLong(text.substring(SEED.length())));
            } catch (NumberFormatException e) {
                throw invalid(text, e);
            }
        }
        throw invalid(text, null);
    }

    private static IllegalArgumentException invalid(String text, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "system property " + PROPERTY + "=" + text + ": use ascending, random or seed:N with a whole number N",
                cause);
    }

    /** Chooses the first bucket (low half) and the first entry within buckets (high half) of one iteration. */
    long next() {
        return kind == Kind.RANDOM ? ThreadLocalRandom.current().nextLong() : seed;
    }

    @Override
    public String toString() {
        return kind == Kind.SEEDED ? "SEEDED(" + seed + ")" : kind.name();
    }
}
