package dev.stillmap.trace;

/**
 * Where in a map an iteration is.
 *
 * @param bucket the bucket it is at, in the table that it began on; -1 if it is at none
 * @param slot the slot that it begins with there; -1 if it is at none
 * @param epoch the epoch that it reads: a snapshot's cut, or the map's epoch now; 0 where there are none
 * @param buckets the size of the table that it began on, in buckets; 0 where it is not known
 * @param moved how many of these have moved to the next table
 */
public record Place(int bucket, int slot, long epoch, int buckets, int moved) {

    /** Nowhere: of a map whose inside is not known. */
    public static final Place UNKNOWN = new Place(-1, -1, 0, 0, 0);
}
