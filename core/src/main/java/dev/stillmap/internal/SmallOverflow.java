package dev.stillmap.internal;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An overflow of 1 to {@value #MAX_SIZE} entries in no order, copied as a whole on each change.
 *
 * <p>Most buckets that overflow have one to three entries too many, so these have layouts of their own without arrays.
 * With compressed references one entry takes 24 bytes, two and three take 48, four take 104 and eight take 152.
 */
abstract sealed class SmallOverflow extends Overflow {

    static final int MAX_SIZE = 8;

    static SmallOverflow one(int hash, Object key, Object value) {
        assert Allocations.permit("small overflow");
        return new One(hash, key, value);
    }

    /** Takes the arrays over: as many hashes as entries, and key, value, key, value, …. */
    static SmallOverflow of(int[] hashes, Object[] pairs) {
        assert Allocations.permit("small overflow of several");
        return switch (hashes.length) {
            case 1 -> new One(hashes[0], pairs[0], pairs[1]);
            case 2, 3 -> new Three(hashes, pairs);
            default -> new Many(hashes, pairs);
        };
    }

    abstract int hash(int i);

    @Override
    final long filter() {
        long bits = 0;
        for (int i = 0; i < size(); i++) {
            bits |= Word.overflowBit(hash(i));
        }
        return bits;
    }

    abstract Object key(int i);

    abstract Object value(int i);

    @Override
    public final int find(int hash, Object key) {
        int n = size();
        for (int i = 0; i < n; i++) {
            if (hash(i) == hash) {
                Object stored = key(i);
                if (stored == key || key.equals(stored)) {
                    return i;
                }
            }
        }
        return -1;
    }

    @Override
    public final Object keyAt(int position) {
        return key(position);
    }

    @Override
    public final Object valueAt(int position) {
        return value(position);
    }

    @Override
    public final Overflow replacedAt(int position, Object value) {
        int[] hashes = hashes(size());
        Object[] pairs = pairs(size());
        pairs[2 * position + 1] = value;
        return of(hashes, pairs);
    }

    @Override
    public final Overflow added(int hash, Object key, Object value) {
        int n = size();
        if (n == MAX_SIZE) {
            return TreeOverflow.of(this, one(hash, key, value));
        }
        int[] hashes = hashes(n + 1);
        Object[] pairs = pairs(n + 1);
        hashes[n] = hash;
        pairs[2 * n] = key;
        pairs[2 * n + 1] = value;
        return of(hashes, pairs);
    }

    @Override
    public final int copyInto(@Nullable Object[] target, int at) {
        int n = size();
        int next = at;
        for (int i = 0; i < n; i++) {
            target[next++] = key(i);
            target[next++] = value(i);
        }
        return next;
    }

    @Override
    public final void forEach(BiConsumer<Object, Object> action) {
        int n = size();
        for (int i = 0; i < n; i++) {
            action.accept(key(i), value(i));
        }
    }

    @Override
    public final @Nullable Overflow side(int bit, boolean one) {
        int n = size();
        assert Allocations.permit("side of a small overflow");
        int[] hashes = new int[n];
        Object[] pairs = new Object[2 * n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            int hash = hash(i);
            if ((hash & bit) != 0 == one) {
                hashes[count] = hash;
                pairs[2 * count] = key(i);
                pairs[2 * count + 1] = value(i);
                count++;
            }
        }
        if (count == 0 || count == n) {
            return count == 0 ? null : this;
        }
        assert Allocations.permit("side of a small overflow, cut");
        return of(Arrays.copyOf(hashes, count), Arrays.copyOf(pairs, 2 * count));
    }

    @Override
    public final Overflow merge(Overflow other) {
        if (!(other instanceof SmallOverflow small)) {
            return other.merge(this);
        }
        int n = size();
        int total = n + small.size();
        if (total > MAX_SIZE) {
            return TreeOverflow.of(this, small);
        }
        int[] hashes = hashes(total);
        Object[] pairs = pairs(total);
        for (int i = n; i < total; i++) {
            hashes[i] = small.hash(i - n);
        }
        small.copyInto(pairs, 2 * n);
        return of(hashes, pairs);
    }

    @Override
    public final int firstHash() {
        return hash(0);
    }

    @Override
    public final Object firstKey() {
        return key(0);
    }

    @Override
    public final Object firstValue() {
        return value(0);
    }

    @Override
    public final @Nullable Overflow withoutFirst() {
        return withoutAt(0);
    }

    @Override
    public final void verify(int mask, int index, ToIntFunction<Object> spread) {
        int n = size();
        if (n < 1 || n > MAX_SIZE) {
            throw broken("an array of " + n + " entries");
        }
        for (int i = 0; i < n; i++) {
            verifyEntry(hash(i), key(i), value(i), mask, index, spread);
            for (int j = 0; j < i; j++) {
                if (hash(i) == hash(j) && (key(i) == key(j) || key(i).equals(key(j)))) {
                    throw broken("a key occurs twice");
                }
            }
        }
    }

    @Override
    public final @Nullable Overflow withoutAt(int i) {
        int last = size() - 1;
        if (last == 0) {
            return null;
        }
        int[] hashes = hashes(last);
        Object[] pairs = pairs(last);
        if (i < last) {
            hashes[i] = hash(last);
            pairs[2 * i] = key(last);
            pairs[2 * i + 1] = value(last);
        }
        return of(hashes, pairs);
    }

    /** The hashes in an array for {@code length} entries. */
    private int[] hashes(int length) {
        assert Allocations.permit("hashes of a small overflow");
        int[] hashes = new int[length];
        for (int i = Math.min(length, size()) - 1; i >= 0; i--) {
            hashes[i] = hash(i);
        }
        return hashes;
    }

    /** The keys and values in an array for {@code length} entries. */
    private Object[] pairs(int length) {
        assert Allocations.permit("entries of a small overflow");
        Object[] pairs = new Object[2 * length];
        for (int i = Math.min(length, size()) - 1; i >= 0; i--) {
            pairs[2 * i] = key(i);
            pairs[2 * i + 1] = value(i);
        }
        return pairs;
    }

    private static final class One extends SmallOverflow {
        private final int hash;
        private final Object key;
        private final Object value;

        One(int hash, Object key, Object value) {
            this.hash = hash;
            this.key = key;
            this.value = value;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        int hash(int i) {
            return hash;
        }

        @Override
        Object key(int i) {
            return key;
        }

        @Override
        Object value(int i) {
            return value;
        }
    }

    /** Two entries, or three; {@code this} is in place of the third key and value if there are two. */
    private static final class Three extends SmallOverflow {
        private final int hash0;
        private final int hash1;
        private final int hash2;
        private final Object key0;
        private final Object key1;
        private final Object key2;
        private final Object value0;
        private final Object value1;
        private final Object value2;

        Three(int[] hashes, Object[] pairs) {
            boolean full = hashes.length == 3;
            hash0 = hashes[0];
            hash1 = hashes[1];
            hash2 = full ? hashes[2] : 0;
            key0 = pairs[0];
            value0 = pairs[1];
            key1 = pairs[2];
            value1 = pairs[3];
            key2 = full ? pairs[4] : this;
            value2 = full ? pairs[5] : this;
        }

        @Override
        public int size() {
            return key2 == this ? 2 : 3;
        }

        @Override
        int hash(int i) {
            return i == 0 ? hash0 : i == 1 ? hash1 : hash2;
        }

        @Override
        Object key(int i) {
            return i == 0 ? key0 : i == 1 ? key1 : key2;
        }

        @Override
        Object value(int i) {
            return i == 0 ? value0 : i == 1 ? value1 : value2;
        }
    }

    private static final class Many extends SmallOverflow {
        private final int[] hashes;
        private final Object[] pairs;

        Many(int[] hashes, Object[] pairs) {
            this.hashes = hashes;
            this.pairs = pairs;
        }

        @Override
        public int size() {
            return hashes.length;
        }

        @Override
        int hash(int i) {
            return hashes[i];
        }

        @Override
        Object key(int i) {
            return pairs[2 * i];
        }

        @Override
        Object value(int i) {
            return pairs[2 * i + 1];
        }
    }
}
