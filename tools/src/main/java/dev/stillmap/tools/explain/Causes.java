package dev.stillmap.tools.explain;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** When threads were stopped or had to wait. For one thread. */
final class Causes {

    /** So much of an operation's time a cause has to cover. */
    private static final double LEAST_SHARE = 0.5;

    private final Intervals collections = new Intervals();

    /** Of collections too: those the JVM stops threads for like all else. */
    private final Intervals stops = new Intervals();

    /** By the number of the thread. */
    private final Map<Long, Map<Cause, Intervals>> waits = new HashMap<>();

    void addCollection(long from, long to) {
        collections.add(from, to);
        stops.add(from, to);
    }

    void addStop(long from, long to) {
        stops.add(from, to);
    }

    void addWait(Cause cause, long threadId, long from, long to) {
        waits.computeIfAbsent(threadId, id -> new EnumMap<>(Cause.class))
                .computeIfAbsent(cause, each -> new Intervals())
                .add(from, to);
    }

    /** The cause that covers most of the operation's time, if that is half of it. */
    Explanation explain(SlowOperation operation) {
        Map<Cause, Long> covered = new EnumMap<>(Cause.class);
        long collecting = collections.covered(operation.from(), operation.to());
        covered.put(Cause.COLLECTION, collecting);
        covered.put(Cause.SAFEPOINT, stops.covered(operation.from(), operation.to()) - collecting);
        Intervals any = new Intervals();
        any.addOverlapping(stops, operation.from(), operation.to());
        Map<Cause, Intervals> own = waits.getOrDefault(operation.threadId(), Map.of());
        own.forEach((cause, intervals) -> {
            covered.put(cause, intervals.covered(operation.from(), operation.to()));
            any.addOverlapping(intervals, operation.from(), operation.to());
        });
        Map.Entry<Cause, Long> most =
                covered.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        double share = share(most.getValue(), operation);
        return share >= LEAST_SHARE
                ? new Explanation(operation, most.getKey(), share)
                : new Explanation(
                        operation, Cause.UNKNOWN, share(any.covered(operation.from(), operation.to()), operation));
    }

    private static double share(long nanos, SlowOperation operation) {
        return operation.nanos() == 0 ? 0 : (double) nanos / operation.nanos();
    }
}
