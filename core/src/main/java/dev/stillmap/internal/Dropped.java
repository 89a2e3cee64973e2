package dev.stillmap.internal;

import dev.stillmap.internal.flight.FlightEvents;
import dev.stillmap.internal.flight.FlightLog;
import dev.stillmap.trace.IterationLife;
import dev.stillmap.trace.IterationTracer;
import java.lang.System.Logger;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/** Finds handles that were dropped without a close; logs what has no caller to be thrown to. */
public final class Dropped {

    /** For leases: what they hold must not refer to the handle. */
    public static final Cleaner CLEANER = Cleaner.create();

    private static final Logger LOGGER = System.getLogger("dev.stillmap");

    private Dropped() {}

    /** Logs a leak; the caller sees to it that each is reported once. */
    public static void report(String handle, IterationTracer map, @Nullable IterationLife life) {
        String openedAt = life == null ? null : life.openedAt();
        LOGGER.log(
                Logger.Level.WARNING,
                () -> handle + " of map " + map.mapName()
                        + " was dropped without close(); it was released after a garbage"
                        + " collection. Close it by try-with-resources. "
                        + (openedAt == null
                                ? "Turn tracing on to see where such are opened: map.tracer().addSink(...)."
                                : "Opened at " + openedAt + "."));
        if (FlightLog.wants(FlightLog.Kind.SNAPSHOT_LEAK)) {
            FlightEvents.snapshotLeak(map, handle, openedAt);
        }
    }

    /** Logs what an action threw that a hold ran when it degraded: whoever let it degrade is not to blame. */
    static void reportAction(String mapName, Throwable failure) {
        LOGGER.log(Logger.Level.ERROR, "an onDegrade action of a hold of map " + mapName + " failed", failure);
    }
}
