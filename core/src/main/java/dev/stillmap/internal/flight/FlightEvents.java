package dev.stillmap.internal.flight;

import dev.stillmap.trace.IterationTracer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.Event;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events. Needs jdk.jfr: ask {@link FlightLog#wants} first. Thread-safe; not to be called under a bucket's
 * lock. What is told here has happened, so a want of memory loses the event and never fails the map.
 */
public final class FlightEvents {

    private static final long NANOS_BETWEEN_STACKS = 1_000_000_000;

    /** Of each kind one that is never written, to be asked whether a recording wants it. */
    private static final Map<FlightLog.Kind, Event> PROBES = new EnumMap<>(Map.of(
            FlightLog.Kind.SNAPSHOT, new SnapshotEvent(),
            FlightLog.Kind.SNAPSHOT_CLOSE, new SnapshotCloseEvent(),
            FlightLog.Kind.SNAPSHOT_LEAK, new SnapshotLeakEvent(),
            FlightLog.Kind.LOCK_WAIT, new LockWaitEvent(),
            FlightLog.Kind.LOCK_HOLD, new LockHoldEvent(),
            FlightLog.Kind.FUNCTION_WAIT, new FunctionWaitEvent(),
            FlightLog.Kind.MEMORY_WAIT, new MemoryWaitEvent(),
            FlightLog.Kind.GROWTH, new GrowthEvent(),
            FlightLog.Kind.EVACUATION, new EvacuationEvent(),
            FlightLog.Kind.VIOLATION, new ContractViolationEvent()));

    /** When stacks were written last; 0 for never. */
    private static final AtomicLong STACKS_AT = new AtomicLong();

    private FlightEvents() {}

    /** For tests: the next violation has the stacks. */
    static void forgetStacks() {
        STACKS_AT.set(0);
    }

    static boolean isWanted(FlightLog.Kind kind) {
        Event probe = PROBES.get(kind);
        return probe != null && probe.isEnabled();
    }

    /** A snapshot was opened. */
    public static void snapshot(IterationTracer map, long cut, int buckets) {
        try {
            SnapshotEvent event = new SnapshotEvent();
            event.map = map.mapName();
            event.cut = cut;
            event.buckets = buckets;
            event.commit();
        } catch (OutOfMemoryError e) {
            // It is lost.
        }
    }

    /** A snapshot has ended, after that time. */
    public static void snapshotClose(
            IterationTracer map, long cut, String outcome, long openNanos, long retainedBytes) {
        try {
            SnapshotCloseEvent event = new SnapshotCloseEvent();
            event.map = map.mapName();
            event.cut = cut;
            event.outcome = outcome;
            event.open = openNanos;
            event.retainedBytes = retainedBytes;
            event.commit();
        } catch (OutOfMemoryError e) {
            // It is lost.
        }
    }

    /** A handle was dropped without a close. */
    public static void snapshotLeak(IterationTracer map, String handle, @Nullable String openedAt) {
        try {
            SnapshotLeakEvent event = new SnapshotLeakEvent();
            event.map = map.mapName();
            event.handle = handle;
            event.openedAt = openedAt;
            event.commit();
        } catch (OutOfMemoryError e) {
            // It is lost.
        }
    }

    /** A hold has ended, after that time. */
    public static void lockHold(IterationTracer map, String outcome, long heldNanos) {
        try {
            LockHoldEvent event = new LockHoldEvent();
            event.map = map.mapName();
            event.outcome = outcome;
            event.held = heldNanos;
            event.commit();
        } catch (OutOfMemoryError e) {
            // It is lost.
        }
    }

    /** A growth or shrinking has begun, or has ended after that time. */
    public static void growth(IterationTracer map, String phase, int from, int to, long nanos) {
        try {
            GrowthEvent event = new GrowthEvent();
            event.map = map.mapName();
            event.phase = phase;
            event.from = from;
            event.to = to;
            event.took = nanos;
            event.commit();
        } catch (OutOfMemoryError e) {
            // It is lost.
        }
    }

    /** Somebody begins to wait for a hold. */
    public static FlightLog.@Nullable Span lockWait(IterationTracer map, String who, Thread holder) {
        try {
            LockWaitEvent event = new LockWaitEvent();
            event.begin();
            return outcome -> {
                event.end();
                if (event.shouldCommit()) {
                    event.map = map.mapName();
                    event.who = who;
                    event.holder = holder.getName();
                    event.outcome = outcome;
                    event.commit();
                }
            };
        } catch (OutOfMemoryError e) {
            // It is lost.
            return null;
        }
    }

    /** A writer begins to wait for the function of another thread. */
    public static FlightLog.@Nullable Span functionWait(IterationTracer map) {
        try {
            FunctionWaitEvent event = new FunctionWaitEvent();
            event.begin();
            return outcome -> {
                event.map = map.mapName();
                event.commit();
            };
        } catch (OutOfMemoryError e) {
            // It is lost.
            return null;
        }
    }

    /** A writer begins to wait until snapshots retain less. */
    public static FlightLog.@Nullable Span memoryWait(IterationTracer map) {
        try {
            MemoryWaitEvent event = new MemoryWaitEvent();
            event.begin();
            return outcome -> {
                event.map = map.mapName();
                event.commit();
            };
        } catch (OutOfMemoryError e) {
            // It is lost.
            return null;
        }
    }

    /** A write begins to do its share of a move. */
    public static FlightLog.@Nullable Span evacuation(IterationTracer map, int from, int to) {
        try {
            EvacuationEvent event = new EvacuationEvent();
            event.begin();
            return outcome -> {
                event.end();
                if (event.shouldCommit()) {
                    event.map = map.mapName();
                    event.buckets = from;
                    event.to = to;
                    event.commit();
                }
            };
        } catch (OutOfMemoryError e) {
            // It is lost.
            return null;
        }
    }

    /** A promise was broken. Has the stacks of all threads, but not more often than once a second. */
    public static void violation(IterationTracer map, String kind, String message) {
        try {
            ContractViolationEvent event = new ContractViolationEvent();
            event.map = map.mapName();
            event.kind = kind;
            event.message = message;
            long now = System.nanoTime();
            long last = STACKS_AT.get();
            if ((last == 0 || now - last > NANOS_BETWEEN_STACKS) && STACKS_AT.compareAndSet(last, now)) {
                event.stacks = AllStacks.now();
            }
            event.commit();
        } catch (OutOfMemoryError e) {
            // It is lost.
        }
    }
}
