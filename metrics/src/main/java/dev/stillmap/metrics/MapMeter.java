package dev.stillmap.metrics;

import dev.stillmap.IterationContract;
import dev.stillmap.StillMap;
import dev.stillmap.stats.IterationOutcome;
import dev.stillmap.stats.IterationStats;
import dev.stillmap.stats.MapStats;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * One figure of a map as a meter.
 *
 * @param name its name, in Micrometer's manner
 * @param tags what tells it from others of that name
 * @param description for the help text
 * @param unit its unit, or empty
 * @param counts whether it is a counter
 * @param value reads it
 */
record MapMeter(
        String name,
        Tags tags,
        String description,
        String unit,
        boolean counts,
        ToDoubleFunction<StillMap<?, ?>> value) {

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private static final String NO_UNIT = "";

    private static final String BYTES = "bytes";

    private static final String SECONDS = "seconds";

    private static final String BUCKETS = "buckets";

    /** All of them. */
    static List<MapMeter> all() {
        List<MapMeter> all = new ArrayList<>();
        entries(all);
        for (IterationContract contract : IterationContract.values()) {
            iterations(all, contract);
        }
        holds(all);
        snapshots(all);
        table(all);
        return all;
    }

    private static void entries(List<MapMeter> all) {
        all.add(new MapMeter(
                "stillmap.entries", Tags.empty(), "Entries in the map", NO_UNIT, false, StillMap::mappingCount));
        counter(all, "stillmap.entries.added", "Entries put under keys that had none", MapStats::entriesAdded);
        counter(all, "stillmap.entries.removed", "Entries removed", MapStats::entriesRemoved);
        counter(
                all,
                "stillmap.read.retries",
                "Lookups begun again because the bucket was changed meanwhile",
                MapStats::readRetries);
        counter(
                all,
                "stillmap.recursive.updates.refused",
                "Writes from within a compute function that would have waited for themselves",
                MapStats::recursiveUpdatesRefused);
        all.add(new MapMeter(
                "stillmap.illegal.transitions",
                Tags.empty(),
                "Illegal steps in the life of a traced iteration: a mistake of the map",
                NO_UNIT,
                true,
                map -> map.tracer().illegalTransitions()));
    }

    private static void iterations(List<MapMeter> all, IterationContract contract) {
        Tags tags = Tags.of("contract", contract.name());
        all.add(new MapMeter(
                "stillmap.iterations.opened",
                tags,
                "Iterations opened by iterate",
                NO_UNIT,
                true,
                map -> map.stats().iterations(contract).opened()));
        all.add(new MapMeter(
                "stillmap.iterations.open",
                tags,
                "Iterations that have not ended",
                NO_UNIT,
                false,
                map -> map.stats().iterations(contract).open()));
        for (IterationOutcome outcome : IterationOutcome.values()) {
            if (mayEnd(contract, outcome)) {
                all.add(new MapMeter(
                        "stillmap.iterations",
                        tags.and("outcome", outcome.name().toLowerCase(Locale.ROOT)),
                        "Iterations that have ended",
                        NO_UNIT,
                        true,
                        map -> ended(map.stats().iterations(contract), outcome)));
            }
        }
    }

    private static boolean mayEnd(IterationContract contract, IterationOutcome outcome) {
        return switch (outcome) {
            case CHANGED -> contract == IterationContract.FAIL_FAST;
            case EXPIRED -> contract == IterationContract.SNAPSHOT || contract == IterationContract.EXCLUSIVE;
            default -> true;
        };
    }

    private static long ended(IterationStats iterations, IterationOutcome outcome) {
        return switch (outcome) {
            case COMPLETED -> iterations.completed();
            case CLOSED -> iterations.closed();
            case CHANGED -> iterations.changed();
            case EXPIRED -> iterations.expired();
            case LEAKED -> iterations.leaked();
        };
    }

    private static void holds(List<MapMeter> all) {
        String locked = "stillmap.locked.iterations";
        String description = "Iterations under the lock: held to the end, or not, or not taken at all";
        lockedIterations(
                all, locked, "success", description, stats -> stats.holds().succeeded());
        lockedIterations(
                all, locked, "degraded", description, stats -> stats.holds().degraded());
        lockedIterations(
                all, locked, "timeout", description, stats -> stats.holds().timedOut());
        lockedIterations(
                all, locked, "interrupted", description, stats -> stats.holds().interrupted());
        counter(
                all,
                "stillmap.holds.opened",
                "Holds of the iteration lock that began",
                stats -> stats.holds().opened());
        counter(
                all,
                "stillmap.holds.leaked",
                "Holds dropped without a close",
                stats -> stats.holds().leaked());
        gauge(
                all,
                "stillmap.holds.open",
                "Holds that have not ended",
                NO_UNIT,
                stats -> stats.holds().open());
        counter(
                all,
                "stillmap.writes.refused",
                "Writes that a hold refused",
                stats -> stats.holds().writesRefused());
    }

    private static void lockedIterations(
            List<MapMeter> all, String name, String state, String description, ToDoubleFunction<MapStats> value) {
        all.add(new MapMeter(
                name, Tags.of("state", state), description, NO_UNIT, true, map -> value.applyAsDouble(map.stats())));
    }

    private static void snapshots(List<MapMeter> all) {
        counter(
                all,
                "stillmap.snapshots.opened",
                "Snapshots taken",
                stats -> stats.snapshots().opened());
        counter(
                all,
                "stillmap.snapshots.closed",
                "Snapshots closed by their users",
                stats -> stats.snapshots().closed());
        counter(
                all,
                "stillmap.snapshots.leaked",
                "Snapshots of which a handle was dropped without a close",
                stats -> stats.snapshots().leaked());
        counter(
                all,
                "stillmap.snapshots.expired",
                "Snapshots closed because of the memory bound",
                stats -> stats.snapshots().expired());
        counter(
                all,
                "stillmap.snapshot.handles.leaked",
                "Handles of snapshots dropped without a close",
                stats -> stats.snapshots().handlesLeaked());
        counter(
                all,
                "stillmap.buckets.copied",
                "Buckets copied for snapshots by the first write after them",
                stats -> stats.snapshots().bucketsCopied());
        gauge(
                all,
                "stillmap.snapshots.open",
                "Snapshots open now",
                NO_UNIT,
                stats -> stats.snapshots().open());
        gauge(
                all,
                "stillmap.snapshot.oldest.age",
                "Age of the oldest open snapshot",
                SECONDS,
                stats -> seconds(stats.snapshots().oldestNanos()));
        gauge(
                all,
                "stillmap.snapshot.retained",
                "What open snapshots keep: bucket copies and old table segments",
                BYTES,
                stats -> stats.snapshots().retainedBytes());
        gauge(
                all,
                "stillmap.snapshot.retained.limit",
                "What the snapshots of the map, or of its domain, may keep",
                BYTES,
                stats -> stats.snapshots().maxRetainedBytes());
        gauge(
                all,
                "stillmap.segment.oldest.age",
                "How long snapshots have kept the oldest segment of an old table",
                SECONDS,
                stats -> seconds(stats.snapshots().oldestSegmentNanos()));
    }

    private static void table(List<MapMeter> all) {
        gauge(
                all,
                "stillmap.table",
                "What the tables' arrays take",
                BYTES,
                stats -> stats.table().bytes());
        gauge(
                all,
                "stillmap.table.buckets",
                "Buckets of the table",
                NO_UNIT,
                stats -> stats.table().buckets());
        gauge(
                all,
                "stillmap.overflow",
                "Buckets with entries beyond their slots",
                BUCKETS,
                stats -> stats.table().overflowBuckets());
        gauge(
                all,
                "stillmap.overflow.longest.entries",
                "The most entries that have been beyond the slots of one bucket",
                NO_UNIT,
                stats -> stats.table().longestOverflow());
        counter(
                all,
                "stillmap.growths.started",
                "Growths and shrinkings that began",
                stats -> stats.table().growthsStarted());
        counter(
                all,
                "stillmap.growths.completed",
                "Growths and shrinkings that ended",
                stats -> stats.table().growthsCompleted());
        counter(
                all,
                "stillmap.buckets.evacuated",
                "Buckets moved to another table",
                stats -> stats.table().bucketsEvacuated());
        gauge(
                all,
                "stillmap.evacuation.backlog",
                "Buckets that a growth has not moved yet",
                BUCKETS,
                stats -> stats.table().backlog());
        gauge(
                all,
                "stillmap.evacuation.longest",
                "The longest that the move of one bucket has taken, of those timed",
                SECONDS,
                stats -> seconds(stats.table().longestEvacuationNanos()));
        counter(
                all,
                "stillmap.evacuation.failures",
                "Moves that failed because a hashCode threw or memory was short",
                stats -> stats.table().evacuationFailures());
        counter(
                all,
                "stillmap.evacuation.checks.failed",
                "Buckets found broken and left in place: a mistake of the map",
                stats -> stats.table().evacuationChecksFailed());
    }

    private static void counter(List<MapMeter> all, String name, String description, ToDoubleFunction<MapStats> value) {
        all.add(new MapMeter(name, Tags.empty(), description, NO_UNIT, true, map -> value.applyAsDouble(map.stats())));
    }

    private static void gauge(
            List<MapMeter> all, String name, String description, String unit, ToDoubleFunction<MapStats> value) {
        all.add(new MapMeter(name, Tags.empty(), description, unit, false, map -> value.applyAsDouble(map.stats())));
    }

    private static double seconds(long nanos) {
        return nanos / NANOS_PER_SECOND;
    }
}
