package dev.stillmap.classic;

import static java.util.Objects.requireNonNull;

import dev.stillmap.trace.IterationTracer;
import dev.stillmap.trace.Watched;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The hash map of Go 1.23 as a {@code java.util.Map}: the same buckets, growth and iteration, step by step. It grows a
 * little with every write instead of all at once, and may be changed in any way while it is iterated.
 *
 * <p><b>Thread-safety.</b> For one thread at a time; many threads may read while none writes. Two that overlap, and
 * an iteration under which another thread has written, get a {@link ConcurrentMapAccessException}, as far as they see
 * each other.
 *
 * <p><b>Nulls.</b> Keys are not null: {@link NullPointerException}, in queries too. Values may be.
 *
 * <p><b>Keys</b> are equal by {@code equals} and {@code hashCode}, and an update keeps the stored key. With {@link
 * Builder#goEquality} they are equal as in Go.
 *
 * <p><b>Cost.</b> Lookups and writes: O(1) expected; O(n) where all keys have one hash code. A write moves at most two
 * old buckets, with the overflow buckets behind them, while the map grows; the one that begins growth also allocates an
 * array of references, one for each bucket of eight entries. Memory: 20 to 40 bytes per entry with references of 4
 * bytes, keys and values apart. The map never shrinks: {@code remove} and {@code clear} keep the array.
 *
 * <p><b>Iteration.</b> See {@link GoIterator} for what an iteration meets while the map changes; it holds for {@link
 * #iterate()} and for the iterators of the views, which do not throw {@code ConcurrentModificationException} for
 * changes of their own thread. The order is random each time unless the map was built with another one, so two views
 * need not agree in it. {@code hasNext} promises nothing about an entry that is removed before {@code next}: {@code
 * next} then goes on to the one after it, and throws {@link java.util.NoSuchElementException} if there is none. Entries
 * of {@link #entrySet} keep the value that they had when they were reached; {@code setValue} writes to the map.
 *
 * <p><b>Exceptions.</b> One that a key's {@code equals} or {@code hashCode} throws reaches the caller, and nothing has
 * changed. Keys are hashed again when their bucket is moved, by whichever write moves it.
 *
 * @param <K> keys
 * @param <V> values
 */
public final class GoMap<K, V extends @Nullable Object> extends AbstractMap<K, V> {

    private final GoTable table;

    private final GoOrder<Object> order;

    private final IterationTracer tracer;

    private @Nullable Set<K> keySet;

    private @Nullable Set<Map.Entry<K, V>> entrySet;

    /** Makes an empty map. */
    public GoMap() {
        this(new Builder());
    }

    /**
     * Makes a map with the entries of another one.
     *
     * @param entries what to copy
     */
    public GoMap(Map<? extends K, ? extends V> entries) {
        this(new Builder().expectedSize(entries.size()));
        putAll(entries);
    }

    private GoMap(Builder builder) {
        order = builder.order;
        tracer = IterationTracer.of(builder.name, "GoMap");
        Long seed = builder.seed;
        table = new GoTable(
                builder.rule, seed == null ? new SplittableRandom() : new SplittableRandom(seed), builder.expectedSize);
    }

    /** Makes a map with what differs from the default. For one thread. */
    public static final class Builder {

        private @Nullable String name;

        private KeyRule rule = KeyRule.JAVA;

        private @Nullable Long seed;

        private long expectedSize;

        private GoOrder<Object> order = GoOrder.random();

        private Builder() {}

        /**
         * The map's name in records and dumps; by default one is made up. A map with a name can be traced from outside
         * of the process: see {@link IterationTracer}.
         *
         * @param mapName any text without commas, not empty and not {@code *}; need not be unique
         * @return this builder
         * @throws IllegalArgumentException if it is anything else
         */
        public Builder name(String mapName) {
            name = IterationTracer.checkedName(mapName);
            return this;
        }

        /**
         * Compares keys as Go does: a {@code Double} or {@code Float} that is NaN is not equal to itself, so that each
         * one put makes an entry, which no lookup finds; and the two zeros are one key. An update overwrites the stored
         * key. All other keys are equal by {@code equals}, also those that contain such numbers.
         *
         * @return this builder
         */
        public Builder goEquality() {
            rule = KeyRule.GO;
            return this;
        }

        /**
         * Takes all randomness of the map from a seed: hashes, and where iterations begin. The same calls then have the
         * same outcome, in the same order. Not for maps that strangers choose the keys of.
         *
         * @param number any number
         * @return this builder
         */
        public Builder seed(long number) {
            seed = number;
            return this;
        }

        /**
         * Makes room for so many entries at once. A number that is negative or exceeds {@link Integer#MAX_VALUE} is no
         * expectation, as in Go.
         *
         * @param entries how many
         * @return this builder
         */
        public Builder expectedSize(long entries) {
            expectedSize = entries > Integer.MAX_VALUE ? 0 : entries;
            return this;
        }

        /**
         * Chooses the order of {@link GoMap#iterate()} and of the views; random by default.
         *
         * @param standard the order
         * @return this builder
         */
        public Builder order(GoOrder<Object> standard) {
            order = requireNonNull(standard);
            return this;
        }

        /**
         * Makes the map.
         *
         * @param <K> keys
         * @param <V> values
         * @return an empty map
         */
        public <K, V extends @Nullable Object> GoMap<K, V> build() {
            return new GoMap<>(this);
        }
    }

    /**
     * Begins to describe a map.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    @SuppressWarnings("unchecked") // only values of type V are ever stored
    private @Nullable V valueOf(@Nullable Object stored) {
        return stored == GoTable.ABSENT ? null : (V) stored;
    }

    @Override
    public @Nullable V get(Object key) {
        return valueOf(table.get(key));
    }

    @Override
    public boolean containsKey(Object key) {
        return table.get(key) != GoTable.ABSENT;
    }

    @Override
    public @Nullable V getOrDefault(Object key, @Nullable V fallback) {
        Object stored = table.get(key);
        return stored == GoTable.ABSENT ? fallback : valueOf(stored);
    }

    @Override
    public @Nullable V put(K key, V value) {
        return valueOf(table.assign(key, value));
    }

    @Override
    public @Nullable V remove(Object key) {
        return valueOf(table.delete(key));
    }

    @Override
    public void clear() {
        table.clear();
    }

    @Override
    public int size() {
        return (int) Math.min(table.count(), Integer.MAX_VALUE);
    }

    @Override
    public Set<K> keySet() {
        Set<K> view = keySet;
        if (view == null) {
            view = new KeyView<>(this);
            keySet = view;
        }
        return view;
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        Set<Map.Entry<K, V>> view = entrySet;
        if (view == null) {
            view = new EntryView<>(this);
            entrySet = view;
        }
        return view;
    }

    /**
     * Iterates in the map's order: random unless it was built with another one.
     *
     * @return an iteration that begins with its first step
     */
    public GoIterator<K, V> iterate() {
        return iterate(order);
    }

    /**
     * Iterates in an order of choice.
     *
     * @param chosen the order
     * @return an iteration that begins with its first step
     */
    public GoIterator<K, V> iterate(GoOrder<? super K> chosen) {
        GoIterator<K, V> iteration = begin(chosen);
        iteration.report(tracer, Watched.ITERATION);
        return iteration;
    }

    /** For a view: it has no close, so giving it up is nothing to report. */
    GoIterator<K, V> iterateView() {
        GoIterator<K, V> iteration = begin(order);
        iteration.report(tracer, Watched.VIEW);
        return iteration;
    }

    private GoIterator<K, V> begin(GoOrder<? super K> chosen) {
        var comparator = chosen.comparator();
        return comparator == null ? new RangeIterator<>(table, chosen) : new SortedIterator<>(table, comparator);
    }

    /**
     * What passes on the steps of this map's iterations; off until it has a sink. An iteration that is given up is
     * found after a garbage collection, and said to have leaked if it has a {@code close}; it harms nobody.
     *
     * @return the map's tracer, always the same
     */
    public IterationTracer tracer() {
        return tracer;
    }

    /**
     * Copies the map; keys and values are shared. O(n).
     *
     * @return a map with the same entries and the same equality
     */
    public GoMap<K, V> copy() {
        var builder = new Builder()
                .expectedSize(table.count())
                .seed(table.random.nextLong())
                .order(order);
        builder.rule = table.rule;
        GoMap<K, V> copy = builder.build();
        GoIterator<K, V> each = iterate();
        while (each.advance()) {
            copy.put(each.key(), each.value());
        }
        return copy;
    }

    /**
     * Checks the structure of the map. O(n); calls {@code hashCode} and {@code equals} of every key. For tests.
     *
     * @throws IllegalStateException with what is broken, also if a key's hash code has changed since it was put
     */
    public void verify() {
        GoTableCheck.check(table);
    }

    /**
     * Copies the map's structure, for looking at. O(n). It changes nothing. What is in it is no contract.
     *
     * @return buckets, growth and counters as they are now, and the iterations that are traced
     */
    public GoMapInternals internals() {
        return GoMapInternals.of(table, tracer);
    }

    GoTable table() {
        return table;
    }
}
