package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * One step of a walk over the live map that remembers nothing but a position. Entries come in the order of their
 * bit-reversed hashes. A bucket of any table holds one interval of these; growth halves it, shrinking joins two
 * neighbours. So a position means the same in every table, and a key that stays is met exactly once. For one thread.
 */
final class CursorScan {

    /** Behind the last position: reversed hashes are unsigned numbers of 32 bits. */
    static final long END = 1L << 32;

    private static final int INDEX_BITS = 31;

    private final BiConsumer<Object, Object> action;

    private final EntryBuffer buffer = new EntryBuffer();

    private long position;

    private int left;

    CursorScan(long position, int limit, BiConsumer<Object, Object> action) {
        assert Allocations.permit("cursor scan");
        this.position = position;
        this.left = limit;
        this.action = action;
    }

    /** Hands over entries until the limit or the end is reached; returns the position to go on from. */
    long run(MapCore core) {
        while (position < END && left > 0) {
            buffer.clear();
            // Always from the map's table: a child is not to be looked at before its parent has moved.
            Table t = core.table();
            while (!BucketReader.readLive(t, Integer.reverse((int) position) & t.mask, buffer)) {
                t = t.successor();
            }
            long width = END / t.buckets();
            long begin = position & -width;
            int entries = buffer.length >> 1;
            if (begin == position && entries <= left) {
                for (int i = 0; i < buffer.length; i += 2) {
                    action.accept(buffer.kv[i], buffer.kv[i + 1]);
                }
                left -= entries;
                position = begin + width;
            } else {
                position = handOverPart(entries, begin + width);
            }
        }
        return position;
    }

    /**
     * Hands over what of the bucket lies at or behind the position, as far as the limit goes. Entries of one hash stay
     * together, for no position lies between them.
     */
    private long handOverPart(int entries, long end) {
        assert Allocations.permit("places of a cursor scan");
        long[] places = new long[entries];
        int ahead = 0;
        for (int i = 0; i < entries; i++) {
            long place = placeOf(requireNonNull(buffer.kv[i << 1]));
            if (place >= position) {
                places[ahead++] = place << INDEX_BITS | i;
            }
        }
        Arrays.sort(places, 0, ahead);
        long last = -1;
        for (int i = 0; i < ahead; i++) {
            long place = places[i] >>> INDEX_BITS;
            if (left <= 0 && place != last) {
                return place;
            }
            int at = (int) (places[i] & (1L << INDEX_BITS) - 1) << 1;
            action.accept(buffer.kv[at], buffer.kv[at + 1]);
            left--;
            last = place;
        }
        return end;
    }

    private static long placeOf(Object key) {
        return Integer.toUnsignedLong(Integer.reverse(Hashing.spread(key.hashCode())));
    }
}
