package dev.stillmap.classic;

/**
 * Where an iteration stands, in the terms of Go's runtime.
 *
 * @param started whether the first step has been made
 * @param ended whether it has come to the end or was closed
 * @param log log2 of the buckets of the array that it walks
 * @param startBucket the bucket it began with
 * @param offset the cell with which it begins in each bucket
 * @param nextBucket the bucket that comes after the one it is in
 * @param wrapped whether it has come past the last bucket
 * @param cellsDone how many cells of its bucket are done
 * @param checkBucket the bucket that keys of the old chain it is in must belong to, or -1
 * @param current whether the array that it walks is still the map's
 */
public record GoIteratorState(
        boolean started,
        boolean ended,
        int log,
        int startBucket,
        int offset,
        int nextBucket,
        boolean wrapped,
        int cellsDone,
        int checkBucket,
        boolean current) {}
