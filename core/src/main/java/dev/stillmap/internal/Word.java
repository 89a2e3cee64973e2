package dev.stillmap.internal;

/**
 * The state word of a bucket: five flags, a filter for its overflow, a sequence number and a stamp. The pair (stamp,
 * sequence) never repeats within a bucket, so a reader that finds it unchanged has seen one state of the bucket.
 */
final class Word {

    /** Held by the one thread that changes the bucket. The sign bit, so that {@code word < 0} tests it. */
    static final long LOCK = 1L << 63;

    /** The content has moved to the next table; what is left here serves older snapshots only. */
    static final long EVAC = 1L << 62;

    /** Reserved by a compute function or a batch; other writers of the bucket wait for it. */
    static final long RES = 1L << 61;

    /** Filled by a move and not written since, so that a move does not count as a change. */
    static final long FRESH = 1L << 60;

    /** Somebody relies on the pair to tell every write: each one moves it and takes this flag away. */
    static final long WATCH = 1L << 59;

    /** log2 of the lowest bit of {@link #OVERFLOW}. */
    private static final int OVERFLOW_SHIFT = 51;

    /**
     * Eight bits, one set by each key in the bucket's overflow: a lookup whose bit is clear need not look there. All
     * clear if there is no overflow.
     */
    static final long OVERFLOW = 0xFFL << OVERFLOW_SHIFT;

    static final long STAMP = (1L << 46) - 1;

    static final long SEQ_ONE = 1L << 46;

    static final long SEQ = 0x1FL << 46;

    static final long PAIR = STAMP | SEQ;

    /** What a reader validates: the pair, and where the content is. */
    static final long IDENTITY = PAIR | EVAC | OVERFLOW;

    private Word() {}

    static long stamp(long word) {
        return word & STAMP;
    }

    static boolean locked(long word) {
        return word < 0;
    }

    static boolean evacuated(long word) {
        return (word & EVAC) != 0;
    }

    static boolean reserved(long word) {
        return (word & RES) != 0;
    }

    static boolean overflowed(long word) {
        return (word & OVERFLOW) != 0;
    }

    /** The bit of {@link #OVERFLOW} that belongs to a hash; of hash bits that neither tags nor, mostly, indexes use. */
    static long overflowBit(int hash) {
        return 1L << OVERFLOW_SHIFT << (hash >>> 22 & 7);
    }

    /** Whether the key of that hash may be in the overflow. */
    static boolean mayOverflow(long word, int hash) {
        return (word & overflowBit(hash)) != 0;
    }

    static boolean sequenceFull(long word) {
        return (word & SEQ) == SEQ;
    }

    /** The word of a bucket that is written in an epoch, not before its own; the overflow and a reservation stay. */
    static long written(long word, long epoch, boolean movesPair) {
        long kept = word & ~(PAIR | FRESH | WATCH);
        return kept | (stamp(word) < epoch ? epoch : (word & PAIR) + (movesPair ? SEQ_ONE : 0));
    }

    /** Whether two words, their lock bits aside, describe the same content. */
    static boolean sameContent(long a, long b) {
        return ((a ^ b) & IDENTITY) == 0;
    }
}
