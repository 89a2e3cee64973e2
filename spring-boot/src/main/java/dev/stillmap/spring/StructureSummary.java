package dev.stillmap.spring;

import dev.stillmap.stats.MapOutline;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The structure of a map in figures, without keys and values.
 *
 * @param epoch one more than the snapshots taken so far
 * @param tables the table that holds the entries and, while it is emptied, the one it is emptied into
 * @param snapshots open snapshots, youngest first
 * @param iterations open iterations
 */
public record StructureSummary(
        long epoch, List<Table> tables, List<MapOutline.Snapshot> snapshots, List<MapOutline.Iteration> iterations) {

    /**
     * One table.
     *
     * @param buckets its buckets
     * @param moved those that have moved to the next table
     * @param reserved those that a function or batch has reserved
     * @param overflowing those with entries beyond their slots
     * @param bucketsByLoad how many of those that have not moved have how many entries
     */
    public record Table(
            int buckets, int moved, long reserved, long overflowing, SortedMap<Integer, Integer> bucketsByLoad) {

        static Table of(MapOutline.Table table) {
            SortedMap<Integer, Integer> byLoad = new TreeMap<>();
            long reserved = 0;
            long overflowing = 0;
            for (MapOutline.Chain bucket : table.chains()) {
                if (!bucket.moved()) {
                    byLoad.merge(bucket.load(), 1, Integer::sum);
                    reserved += bucket.reserved() ? 1 : 0;
                    overflowing += bucket.overflow() > 0 ? 1 : 0;
                }
            }
            return new Table(table.chains().size(), table.moved(), reserved, overflowing, byLoad);
        }
    }

    static StructureSummary of(MapOutline outline) {
        return new StructureSummary(
                outline.epoch(),
                outline.tables().stream().map(Table::of).toList(),
                outline.snapshots(),
                outline.iterations());
    }
}
