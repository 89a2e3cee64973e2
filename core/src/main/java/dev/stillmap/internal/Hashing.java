package dev.stillmap.internal;

/**
 * Spreads hash codes and finds candidate slots by their tags. A spread hash gives a bucket index by its low bits and a
 * tag by its top seven, so that the entries of one bucket still differ in their tags.
 */
final class Hashing {

    /** Odd, with no long run of equal bits in its upper half; any such constant serves. */
    private static final long MULTIPLIER = 0xD6E8FEB86659FD93L;

    private static final long EVERY_BYTE = 0x0101010101010101L;

    private static final long TOP_BITS = 0x8080808080808080L;

    private Hashing() {}

    /**
     * The upper half of a 64-bit product: each of its bits depends on every bit of the hash code, and codes in a row
     * spread evenly over the buckets.
     */
    static int spread(int hashCode) {
        return (int) ((hashCode * MULTIPLIER) >>> 32);
    }

    /** The tag of a hash: {@code 0x80 | top 7 bits}, never 0, because 0 marks an empty slot. */
    static long tag(int hash) {
        return 0x80L | (hash >>> 25);
    }

    /**
     * The slots of a control word that may hold the hash: bit 7 of each candidate's byte. It may name a slot too many
     * (whose tag differs in the lowest bit), never one too few.
     */
    static long candidates(long ctrl, int hash) {
        long difference = ctrl ^ (tag(hash) * EVERY_BYTE);
        return (difference - EVERY_BYTE) & ~difference & TOP_BITS;
    }

    /** The slot number (0 to 7) of the lowest set bit of a candidate mask. */
    static int slot(long candidates) {
        return Long.numberOfTrailingZeros(candidates) >>> 3;
    }

    /** Bit 7 of each byte that is in use. */
    static long used(long ctrl) {
        return ctrl & TOP_BITS;
    }

    /** Bit 7 of each byte that is empty. */
    static long empty(long ctrl) {
        return ~ctrl & TOP_BITS;
    }

    static long withTag(long ctrl, int slot, long tag) {
        return (ctrl & ~(0xFFL << (slot << 3))) | (tag << (slot << 3));
    }

    static long withoutTag(long ctrl, int slot) {
        return ctrl & ~(0xFFL << (slot << 3));
    }

    static long tagAt(long ctrl, int slot) {
        return (ctrl >>> (slot << 3)) & 0xFFL;
    }
}
