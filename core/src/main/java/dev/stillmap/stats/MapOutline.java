package dev.stillmap.stats;

import dev.stillmap.trace.IterationState;
import dev.stillmap.trace.Watched;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The structure of a map without its keys and values. Immutable.
 *
 * @param map the map's name
 * @param kind {@code StillMap} or {@code GoMap}
 * @param entries entries counted by the map
 * @param epoch one more than the snapshots taken so far; 0 where there are none
 * @param seed the seed of the hashes; null where hashes have none
 * @param tables the table that holds the entries; while it is emptied into another one, both, this one first
 * @param snapshots open snapshots, youngest first
 * @param iterations open iterations, in the order of their numbers
 */
public record MapOutline(
        String map,
        String kind,
        long entries,
        long epoch,
        @Nullable Long seed,
        List<Table> tables,
        List<Snapshot> snapshots,
        List<Iteration> iterations)
        implements Internals {

    /**
     * One generation of the table.
     *
     * @param moved buckets that have moved to the next table
     * @param chains the buckets in order
     */
    public record Table(int moved, List<Chain> chains) {}

    /**
     * One bucket with what hangs on it.
     *
     * @param load entries in it and behind it
     * @param overflow entries beyond its slots ({@code StillMap}), or overflow buckets behind it ({@code GoMap})
     * @param moved whether its content has moved to the next table
     * @param reserved whether a function or a batch has reserved it
     * @param stamp the epoch of its last change; 0 where there are none
     */
    public record Chain(int load, int overflow, boolean moved, boolean reserved, long stamp) {}

    /**
     * An open snapshot.
     *
     * @param cut the last epoch that it holds
     * @param buckets size of the table that was current then
     * @param retainedBytes estimated bytes of the bucket copies made for it
     */
    public record Snapshot(long cut, int buckets, long retainedBytes) {}

    /**
     * An open iteration.
     *
     * @param id its number
     * @param watched what it is
     * @param contract what it is promised
     * @param state its state
     * @param bucket the bucket that it read last, -1 if none
     * @param slot the slot it begins with in each bucket
     * @param buckets size of the table that it began on
     */
    public record Iteration(
            long id, Watched watched, String contract, IterationState state, int bucket, int slot, int buckets) {}

    @Override
    public MapOutline outline() {
        return this;
    }
}
