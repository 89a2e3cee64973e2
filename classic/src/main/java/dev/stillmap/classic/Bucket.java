package dev.stillmap.classic;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Eight cells, and the link to the next eight. One byte for each cell, its <i>tophash</i>, says whether it is empty or
 * moved, and otherwise has eight bits of the key's hash. All eight are kept in one {@code long} and compared at once.
 */
final class Bucket {

    static final int CELLS = 8;

    /** Empty, as are all later cells of the chain. */
    static final int EMPTY_REST = 0;

    static final int EMPTY_ONE = 1;

    /** Moved to the bucket of the same index. */
    static final int EVACUATED_X = 2;

    /**
     * Moved to the upper half. The low bits of the two differ: they stay the direction of a key that is not found by
     * hash.
     */
    static final int EVACUATED_Y = 3;

    /** Was empty when the bucket was moved. */
    static final int EVACUATED_EMPTY = 4;

    private static final int MIN_TOPHASH = 5;

    private static final int KEY_BITS = 8;

    private static final long ONES = 0x0101010101010101L;

    private static final long LOW_SEVEN = 0x7F7F7F7F7F7F7F7FL;

    /** Stands where nothing is left of a bucket that has been moved. Never written. */
    static final Bucket GONE = new Bucket();

    static {
        GONE.tophash = EVACUATED_EMPTY * ONES;
    }

    private long tophash;

    /** Eight keys, then eight values. */
    private final @Nullable Object[] cells = new Object[2 * CELLS];

    @Nullable
    Bucket overflow;

    static int tophash(long hash) {
        int top = (int) (hash >>> (Long.SIZE - KEY_BITS));
        return top < MIN_TOPHASH ? top + MIN_TOPHASH : top;
    }

    static boolean isEmpty(int top) {
        return top <= EMPTY_ONE || top == EVACUATED_EMPTY;
    }

    static boolean isMoved(int top) {
        return top == EVACUATED_X || top == EVACUATED_Y;
    }

    int tophash(int cell) {
        return (int) (tophash >>> (cell << 3)) & 0xFF;
    }

    void mark(int cell, int top) {
        int shift = cell << 3;
        tophash = (tophash & ~(0xFFL << shift)) | ((long) top << shift);
    }

    /** Whether the chain that begins here has been moved. */
    boolean isEvacuated() {
        int first = tophash(0);
        return first > EMPTY_ONE && first < MIN_TOPHASH;
    }

    /** Whether no later bucket of the chain has an entry. */
    boolean endsChain() {
        return zeros(tophash) != 0;
    }

    /** The cell of the key, or -1. */
    int find(KeyRule rule, Object key, int top) {
        for (long matches = zeros(tophash ^ (top * ONES)); matches != 0; matches &= matches - 1) {
            int cell = Long.numberOfTrailingZeros(matches) >>> 3;
            if (rule.same(key, key(cell))) {
                return cell;
            }
        }
        return -1;
    }

    /** The first empty cell, or -1. */
    int firstEmpty() {
        long empty = zeros(tophash & ~ONES);
        return empty == 0 ? -1 : Long.numberOfTrailingZeros(empty) >>> 3;
    }

    Object key(int cell) {
        return requireNonNull(cells[cell]);
    }

    void setKey(int cell, Object key) {
        cells[cell] = key;
    }

    @Nullable
    Object value(int cell) {
        return cells[CELLS + cell];
    }

    void setValue(int cell, @Nullable Object value) {
        cells[CELLS + cell] = value;
    }

    void fill(int cell, int top, Object key, @Nullable Object value) {
        cells[cell] = key;
        cells[CELLS + cell] = value;
        mark(cell, top);
    }

    void empty(int cell) {
        mark(cell, EMPTY_ONE);
        cells[cell] = null;
        cells[CELLS + cell] = null;
    }

    /** Whether a cell that is empty holds nothing. */
    boolean isClean(int cell) {
        return cells[cell] == null && cells[CELLS + cell] == null;
    }

    void wipe() {
        tophash = 0;
        Arrays.fill(cells, null);
    }

    /** The high bit of each byte that is zero. */
    private static long zeros(long bytes) {
        return ~(((bytes & LOW_SEVEN) + LOW_SEVEN) | bytes | LOW_SEVEN);
    }
}
