package dev.stillmap.stats;

import java.util.List;
import java.util.Map;

/**
 * The structure of a map, for looking at: in a debugger, on a page, in a terminal. Immutable. Each bucket is read at
 * one instant, the buckets one after the other. What stands in it is no contract and may change with any release.
 *
 * @param entries entries counted by the map, as {@code mappingCount}
 * @param epoch one more than the snapshots that were taken so far
 * @param tables the table that holds the entries, and, while it is emptied, the one it is emptied into
 */
public record MapInternals(long entries, long epoch, List<Table> tables) {

    /**
     * One generation of the table.
     *
     * @param moved buckets that have moved to the next table
     * @param buckets the buckets in order; those of a table that is being filled may be empty because nothing has come
     *     yet
     */
    public record Table(int moved, List<Bucket> buckets) {}

    /**
     * One bucket.
     *
     * @param moved whether its content has moved to the next table
     * @param reserved whether a function or a batch has reserved it
     * @param stamp the epoch of its last change
     * @param entries what it holds; up to eight in its slots, others beyond
     */
    public record Bucket(boolean moved, boolean reserved, long stamp, List<Map.Entry<Object, Object>> entries) {}
}
