package dev.stillmap.stats;

import dev.stillmap.IterationContract;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a map counted of itself until one moment. Immutable. The figures are read one after the other, so they agree
 * with each other only while the map is at rest; counters never go back, and no reading resets them. For monitoring, not
 * for control. What each is good for: {@code docs/operations.md}.
 *
 * @param entriesAdded entries that were put under keys that had none; a counter. At rest the map's size is {@code
 *     entriesAdded - entriesRemoved}
 * @param entriesRemoved entries that were removed, by {@code clear} too; a counter
 * @param iterations the iterations that {@code iterate} opened, by contract; not to be changed
 * @param snapshots the snapshots
 * @param holds the holds of the iteration lock
 * @param functionWaits the waits of writers for compute functions and batches of other threads
 * @param memoryWaits the waits of writers until snapshots retained less memory
 * @param table the table
 * @param readRetries lookups and reads of buckets that were begun again because the bucket was changed meanwhile; a
 *     counter
 * @param recursiveUpdatesRefused writes from within a compute function that were refused, since the function would have
 *     waited for itself; a counter
 */
public record MapStats(
        long entriesAdded,
        long entriesRemoved,
        Map<IterationContract, IterationStats> iterations,
        SnapshotStats snapshots,
        HoldStats holds,
        WaitStats functionWaits,
        WaitStats memoryWaits,
        TableStats table,
        long readRetries,
        long recursiveUpdatesRefused) {

    /**
     * The iterations under one contract.
     *
     * @param contract the contract
     * @return its figures
     */
    public IterationStats iterations(IterationContract contract) {
        return iterations.getOrDefault(contract, IterationStats.NONE);
    }

    /**
     * The iterations under all contracts.
     *
     * @return the sums
     */
    public IterationStats allIterations() {
        return iterations.values().stream().reduce(IterationStats.NONE, IterationStats::plus);
    }

    /**
     * What was counted since an earlier reading of the same map.
     *
     * @param earlier the earlier reading
     * @return the differences of the counters; ages, bytes, longest times and what is open as they are in this reading
     */
    public MapStats minus(MapStats earlier) {
        Map<IterationContract, IterationStats> differences = new EnumMap<>(IterationContract.class);
        iterations.forEach(
                (contract, figures) -> differences.put(contract, figures.minus(earlier.iterations(contract))));
        return new MapStats(
                entriesAdded - earlier.entriesAdded,
                entriesRemoved - earlier.entriesRemoved,
                Collections.unmodifiableMap(differences),
                snapshots.minus(earlier.snapshots),
                holds.minus(earlier.holds),
                functionWaits.minus(earlier.functionWaits),
                memoryWaits.minus(earlier.memoryWaits),
                table.minus(earlier.table),
                readRetries - earlier.readRetries,
                recursiveUpdatesRefused - earlier.recursiveUpdatesRefused);
    }
}
