package dev.stillmap.classic;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The order in which an iteration goes through a {@link GoMap}. Immutable and thread-safe.
 *
 * <p>All but {@link #sorted} go through the buckets from some bucket round to it again, and through the eight cells of
 * each bucket from some cell round to it again. Which ones follow each other depends on hashes, and so on the map's
 * seed.
 *
 * @param <K> keys that it can order
 */
public final class GoOrder<K> {

    private static final GoOrder<Object> RANDOM = new GoOrder<>(Kind.RANDOM, 0, null);

    private static final GoOrder<Object> ASCENDING = new GoOrder<>(Kind.ASCENDING, 0, null);

    private enum Kind {
        RANDOM,
        SEEDED,
        ASCENDING,
        SORTED
    }

    private final Kind kind;

    private final long seed;

    private final @Nullable Comparator<? super K> comparator;

    private GoOrder(Kind kind, long seed, @Nullable Comparator<? super K> comparator) {
        this.kind = kind;
        this.seed = seed;
        this.comparator = comparator;
    }

    /**
     * Begins somewhere else each time, as Go does.
     *
     * @return the order
     */
    public static GoOrder<Object> random() {
        return RANDOM;
    }

    /**
     * Begins at the place that the seed chooses: two iterations of an unchanged map go the same way.
     *
     * @param seed any number
     * @return the order
     */
    public static GoOrder<Object> seeded(long seed) {
        return new GoOrder<>(Kind.SEEDED, new SplittableRandom(seed).nextLong(), null);
    }

    /**
     * Begins at the first cell of bucket 0.
     *
     * @return the order
     */
    public static GoOrder<Object> ascending() {
        return ASCENDING;
    }

    /**
     * Goes from the least key to the greatest. The keys that are there at the first step are copied and sorted: O(n log
     * n) time and O(n) memory. Keys that are gone when they are reached are left out, values are those of that moment,
     * and what is added meanwhile does not come.
     *
     * @param <K> the keys
     * @param comparator how they compare
     * @return the order
     */
    public static <K> GoOrder<K> sorted(Comparator<? super K> comparator) {
        return new GoOrder<>(Kind.SORTED, 0, requireNonNull(comparator));
    }

    /** Of keys, or null if they are not sorted. */
    @Nullable
    Comparator<? super K> comparator() {
        return comparator;
    }

    /** The low bits choose the bucket, the next three the cell. */
    long start(SplittableRandom random) {
        return kind == Kind.RANDOM ? random.nextLong() : seed;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case RANDOM -> "random";
            case SEEDED -> "seeded";
            case ASCENDING -> "ascending";
            case SORTED -> "sorted";
        };
    }
}
