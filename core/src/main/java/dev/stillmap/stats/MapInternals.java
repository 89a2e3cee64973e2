package dev.stillmap.stats;

import dev.stillmap.trace.IterationState;
import dev.stillmap.trace.Place;
import dev.stillmap.trace.Watched;
import java.util.List;
import java.util.Map;

/**
 * The structure of a map, for looking at: in a debugger, on a page, in a terminal. Immutable. Each bucket is read at
 * one instant, the buckets one after the other. What stands in it is no contract and may change with any release.
 *
 * @param map the map's name
 * @param entries entries counted by the map, as {@code mappingCount}
 * @param epoch one more than the snapshots that were taken so far
 * @param tables the table that holds the entries, and, while it is emptied, the one it is emptied into
 * @param snapshots open snapshots, youngest first, those of iterations and scans included
 * @param iterations open iterations, in the order of their numbers; of views, scans and streams those that are traced
 */
public record MapInternals(
        String map,
        long entries,
        long epoch,
        List<Table> tables,
        List<MapOutline.Snapshot> snapshots,
        List<OpenIteration> iterations)
        implements Internals {

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
     * @param overflow how many of the entries do not lie in its slots
     * @param entries what it holds; up to eight in its slots, others beyond
     */
    public record Bucket(
            boolean moved, boolean reserved, long stamp, int overflow, List<Map.Entry<Object, Object>> entries) {}

    /**
     * An open iteration.
     *
     * @param id its number, which records carry too
     * @param watched what it is
     * @param contract what it is promised
     * @param state its state, as of a moment that has just been
     * @param place where it was then
     */
    public record OpenIteration(long id, Watched watched, String contract, IterationState state, Place place) {

        /**
         * The same for an outline.
         *
         * @return what an outline says of it
         */
        public MapOutline.Iteration outline() {
            return new MapOutline.Iteration(
                    id, watched, contract, state, place.bucket(), place.slot(), place.buckets());
        }
    }

    @Override
    public MapOutline outline() {
        List<MapOutline.Table> outlines = tables.stream()
                .map(table -> new MapOutline.Table(
                        table.moved,
                        table.buckets.stream().map(MapInternals::outline).toList()))
                .toList();
        List<MapOutline.Iteration> walks =
                iterations.stream().map(OpenIteration::outline).toList();
        return new MapOutline(map, "StillMap", entries, epoch, null, outlines, snapshots, walks);
    }

    private static MapOutline.Chain outline(Bucket bucket) {
        return new MapOutline.Chain(
                bucket.entries.size(), bucket.overflow, bucket.moved, bucket.reserved, bucket.stamp);
    }
}
