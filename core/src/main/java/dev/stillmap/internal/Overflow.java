package dev.stillmap.internal;

import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one bucket that do not fit into its eight slots. An overflow is never empty: a bucket without one
 * holds {@code null}.
 *
 * <ul>
 *   <li><b>Thread-safety:</b> immutable, with final fields only. Every change returns another object and leaves this
 *       one as it is, so readers and snapshots keep whatever reference they have read. Keys and values themselves are
 *       the caller's.
 *   <li><b>Nulls:</b> keys and values are not null; nothing checks that again.
 *   <li><b>Hashes:</b> {@code hash} is the spread hash code of the key, computed by the caller, and always the same for
 *       equal keys. A stored key is compared with a searched one only if their hashes are equal: first by identity,
 *       then by {@code key.equals(stored)}.
 *   <li><b>Cost:</b> constant up to eight entries, which are scanned; logarithmic beyond, with the exceptions stated at
 *       {@link TreeOverflow}.
 *   <li><b>Exceptions:</b> what {@code equals} and {@code compareTo} of a key throw reaches the caller and changes
 *       nothing. They run in {@link #find} and what is said to search, and in {@link #verify}; {@code compareTo} also
 *       in {@link #added} and, for keys of equal hashes only, in {@link #merge}. No other method runs code of keys or
 *       values.
 * </ul>
 */
public abstract sealed class Overflow permits SmallOverflow, TreeOverflow {

    Overflow() {}

    /** The overflow of one entry. */
    public static Overflow of(int hash, Object key, Object value) {
        return SmallOverflow.one(hash, key, value);
    }

    /** The number of entries, at least 1. Constant. */
    public abstract int size();

    /** The bits of {@link Word#OVERFLOW} that the keys set; 0 for none. */
    static long filterOf(@Nullable Overflow overflow) {
        return overflow == null ? 0 : overflow.filter();
    }

    /** As {@link #filterOf}; of a large overflow, all bits. */
    abstract long filter();

    /** Where the key is, 0 to {@code size() - 1}, or -1. Only this searches; the methods below take what it found. */
    public abstract int find(int hash, Object key);

    public abstract Object keyAt(int position);

    public abstract Object valueAt(int position);

    /** This with another value at the position. */
    public abstract Overflow replacedAt(int position, Object value);

    /** This with the entry added; the key must not be there. */
    public abstract Overflow added(int hash, Object key, Object value);

    /** This without the entry at the position; null when nothing is left. */
    public abstract @Nullable Overflow withoutAt(int position);

    /** The value of the key, or null. Searches. */
    public final @Nullable Object get(int hash, Object key) {
        int position = find(hash, key);
        return position < 0 ? null : valueAt(position);
    }

    /** The stored key that equals the given one, or null. Searches. */
    public final @Nullable Object keyOf(int hash, Object key) {
        int position = find(hash, key);
        return position < 0 ? null : keyAt(position);
    }

    /** This with the entry added, or with the value replaced; the key object that is stored already stays. Searches. */
    public final Overflow with(int hash, Object key, Object value) {
        int position = find(hash, key);
        return position < 0 ? added(hash, key, value) : replacedAt(position, value);
    }

    /** This without the key: null when nothing is left, {@code this} when it was not there. Searches. */
    public final @Nullable Overflow without(int hash, Object key) {
        int position = find(hash, key);
        return position < 0 ? this : withoutAt(position);
    }

    /** Where this very key object is, or -1. Visits all keys and runs no code of theirs. */
    final int findSame(Object key) {
        int position = size() - 1;
        while (position >= 0 && keyAt(position) != key) {
            position--;
        }
        return position;
    }

    /**
     * Writes key, value, key, value, … to {@code target} from index {@code at} on, which must have room for
     * {@code 2 * size()}.
     *
     * @return the index behind the last value
     */
    public abstract int copyInto(@Nullable Object[] target, int at);

    /** Hands over every entry, in the order of {@link #copyInto}. */
    public abstract void forEach(BiConsumer<Object, Object> action);

    /**
     * The entries whose hash has the bit set ({@code one}) or clear: null for none, {@code this} for all. Logarithmic
     * if all hashes agree in the bits below, as those of one bucket of a table with {@code bit} buckets do; otherwise
     * linear.
     *
     * @param bit a power of two
     */
    public abstract @Nullable Overflow side(int bit, boolean one);

    /**
     * The entries of both, which must have no key in common. Logarithmic for two trees that are the two sides of a bit
     * as {@link #side} returns them; otherwise each entry of the smaller one is inserted into the other.
     */
    public abstract Overflow merge(Overflow other);

    /** The hash of some entry: of the same one as {@link #firstKey} and {@link #firstValue}. */
    public abstract int firstHash();

    /** The key of the entry that {@link #withoutFirst} leaves out. */
    public abstract Object firstKey();

    /** The value of the entry that {@link #withoutFirst} leaves out. */
    public abstract Object firstValue();

    /** This without its first entry, or null when nothing is left. */
    public abstract @Nullable Overflow withoutFirst();

    /**
     * Checks the structure, that every entry belongs to the bucket, and that every key is found. Costs a search per
     * entry.
     *
     * @param mask {@code hash & mask} is the index of an entry's bucket
     * @param index the index of this bucket
     * @param spread computes the hash of a key
     * @throws IllegalStateException naming the first broken invariant
     */
    public abstract void verify(int mask, int index, ToIntFunction<Object> spread);

    static void verifyEntry(
            int hash, @Nullable Object key, @Nullable Object value, int mask, int index, ToIntFunction<Object> spread) {
        if (key == null || value == null) {
            throw broken("an entry has a null key or value");
        }
        if ((hash & mask) != index) {
            throw broken("an entry of bucket " + (hash & mask) + " is in bucket " + index);
        }
        if (spread.applyAsInt(key) != hash) {
            throw broken("a stored hash is not that of its key");
        }
    }

    static IllegalStateException broken(String invariant) {
        return new IllegalStateException("overflow: " + invariant);
    }
}
