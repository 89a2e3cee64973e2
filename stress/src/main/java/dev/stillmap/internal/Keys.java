package dev.stillmap.internal;

/** Keys for tests that need entries to share a bucket, or not to. */
public final class Keys {

    private Keys() {}

    /** The first {@code count} numbers that a table of that many buckets keeps in that bucket. */
    public static Integer[] inBucket(int bucket, int buckets, int count) {
        Integer[] keys = new Integer[count];
        int found = 0;
        for (int number = 0; found < count; number++) {
            if ((Hashing.spread(number) & (buckets - 1)) == bucket) {
                keys[found++] = number;
            }
        }
        return keys;
    }
}
