package dev.stillmap.classic;

/** Maps in the midst of growth. */
final class Growth {

    private static final int LOG = 4;

    private static final int BUCKETS = 1 << LOG;

    /** So many that one more chain with an overflow bucket stays below the load factor. */
    private static final int ALMOST_FULL = 95;

    private Growth() {}

    /** The next key from there on that belongs to the bucket. */
    static int keyOf(GoMap<Integer, ?> map, int bucket, int from) {
        int key = from;
        while (((int) map.table().hash(key) & (BUCKETS - 1)) != bucket) {
            key++;
        }
        return key;
    }

    /**
     * A map that has begun to grow to the same size, because each of its 16 chains has an overflow bucket.
     *
     * @param full whether it has nearly as many entries as it may; otherwise one in each chain
     */
    static GoMap<Integer, Integer> toTheSameSize(long seed, boolean full) {
        GoMap<Integer, Integer> map =
                GoMap.builder().seed(seed).expectedSize(13L << (LOG - 1)).build();
        int key = 0;
        for (int bucket = 0; bucket < BUCKETS - 1; bucket++) {
            key = overflow(map, bucket, key);
        }
        for (int i = 0; full && map.size() < ALMOST_FULL; i++) {
            key = keyOf(map, i % (BUCKETS - 1), key + 1);
            map.put(key, key);
        }
        key = overflow(map, BUCKETS - 1, key + 1);
        map.put(key, key);
        return map;
    }

    /** Puts nine keys of a bucket and removes the first eight; returns the next key. */
    private static int overflow(GoMap<Integer, Integer> map, int bucket, int from) {
        int key = from;
        int[] first = new int[Bucket.CELLS];
        for (int i = 0; i <= Bucket.CELLS; i++) {
            key = keyOf(map, bucket, key);
            if (i < Bucket.CELLS) {
                first[i] = key;
            }
            map.put(key, key++);
        }
        for (int removed : first) {
            map.remove(removed);
        }
        return key;
    }
}
