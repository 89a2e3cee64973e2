package dev.stillmap.internal;

/**
 * The state word of a bucket: six flags, a sequence number and a stamp. The pair (stamp, sequence) never repeats within
 * a bucket, so a reader that finds it unchanged has seen one state of the bucket.
 */
final class Word {

    /** Held by the one thread that changes the bucket. The sign bit, so that {@code word < 0} tests it. */
    static final long LOCK = 1L << 63;

    /** The content has moved to the next table; what is left here serves older snapshots only. */
    static final long EVAC = 1L << 62;

    /** A compute function runs for a key of this bucket; other writers wait for it. */
    static final long RES = 1L << 61;

    /** The bucket has entries beyond its eight slots. */
    static final long OVF = 1L << 60;

    /** Filled by a move and not written since, so that a move does not count as a change. */
    static final long FRESH = 1L << 59;

    static final long STAMP = (1L << 46) - 1;

    static final long SEQ_ONE = 1L << 46;

    static final long SEQ = 0xFFFL << 46;

    static final long PAIR = STAMP | SEQ;

    /** What a reader validates: the pair, and where the content is. */
    static final long IDENTITY = PAIR | EVAC | OVF;

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
        return (word & OVF) != 0;
    }

    static boolean sequenceFull(long word) {
        return (word & SEQ) == SEQ;
    }

    /** Whether two words, their lock bits aside, describe the same content. */
    static boolean sameContent(long a, long b) {
        return ((a ^ b) & IDENTITY) == 0;
    }
}
