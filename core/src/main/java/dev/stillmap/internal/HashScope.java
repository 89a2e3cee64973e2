package dev.stillmap.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** A set of spread hashes: all, some given ones, or all whose lowest bits are among some. Immutable. */
public final class HashScope {

    /** Every key. */
    public static final HashScope ALL = new HashScope(1, new int[] {0}, 0);

    private static final int MAX_PARTS = 1 << 16;

    private final int parts;

    /** Sorted: hashes, or numbers of parts; compared under {@link #mask}. */
    private final int[] members;

    private final int mask;

    private HashScope(int parts, int[] members, int mask) {
        assert Allocations.permit("scope");
        this.parts = parts;
        this.members = members;
        this.mask = mask;
    }

    /** The hashes of these keys. Calls {@code hashCode}. */
    public static HashScope ofKeys(Collection<?> keys) {
        int[] hashes = keys.stream()
                .mapToInt(key -> Hashing.spread(key.hashCode()))
                .sorted()
                .distinct()
                .toArray();
        return new HashScope(0, hashes, -1);
    }

    /**
     * Those of the {@code parts} equal parts of all buckets that are wanted; a bucket belongs to the part that its index
     * has in its lowest bits, whatever the size of the table.
     */
    public static HashScope ofParts(int parts, IntPredicate wanted) {
        if (parts < 1 || parts > MAX_PARTS || Integer.bitCount(parts) != 1) {
            throw new IllegalArgumentException(
                    "parts is " + parts + "; buckets are divided into 1, 2, 4, ... or " + MAX_PARTS + " parts");
        }
        int[] members = IntStream.range(0, parts).filter(wanted).toArray();
        return members.length == parts ? ALL : new HashScope(parts, members, parts - 1);
    }

    public boolean isEmpty() {
        return members.length == 0;
    }

    /** Whether it has a hash that agrees with the given one under a mask; -1 asks for that very hash. */
    boolean meets(int hash, int under) {
        if ((under & mask) == mask) {
            return Arrays.binarySearch(members, hash & mask) >= 0;
        }
        for (int member : members) {
            if (((member ^ hash) & under & mask) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether some hash is in both. */
    boolean meets(HashScope other) {
        HashScope few = members.length <= other.members.length ? this : other;
        HashScope many = few == this ? other : this;
        for (int member : few.members) {
            if (many.meets(member, few.mask)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        if (this == ALL) {
            return "all keys";
        }
        return parts == 0 ? members.length + " keys" : members.length + " of " + parts + " parts";
    }
}
