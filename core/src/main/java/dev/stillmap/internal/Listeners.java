package dev.stillmap.internal;

import dev.stillmap.stats.IterationOutcome;
import dev.stillmap.stats.MapListener;
import dev.stillmap.stats.WaitKind;
import dev.stillmap.trace.IterationTracer;
import java.lang.System.Logger;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Those who want to know how long things took. Thread-safe; tells them without a lock. */
public final class Listeners {

    private static final Logger LOGGER = System.getLogger("dev.stillmap");

    private final IterationTracer named;

    /** Null while there is none: all that who is not listened to pays for. */
    private volatile MapListener @Nullable [] all;

    private boolean haveFailed;

    /** @param named knows the map's name */
    Listeners(IterationTracer named) {
        this.named = named;
    }

    /** Does nothing if this very object is there. */
    public synchronized void add(MapListener listener) {
        Objects.requireNonNull(listener);
        MapListener[] before = all;
        if (before == null) {
            all = new MapListener[] {listener};
        } else if (Arrays.stream(before).noneMatch(other -> other == listener)) {
            MapListener[] after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = listener;
            all = after;
        }
    }

    /** Does nothing if it is not there. */
    public synchronized void remove(MapListener listener) {
        MapListener[] before = all;
        if (before != null) {
            MapListener[] after =
                    Arrays.stream(before).filter(other -> other != listener).toArray(MapListener[]::new);
            all = after.length == 0 ? null : after;
        }
    }

    void iterationEnded(OpenIteration iteration, IterationOutcome outcome) {
        if (all != null) {
            long nanos = System.nanoTime() - iteration.openedAt;
            tell(listener -> listener.iterationEnded(iteration.contract, outcome, nanos));
        }
    }

    void holdEnded(boolean exclusive, long nanos) {
        if (all != null) {
            tell(listener -> listener.holdEnded(exclusive, nanos));
        }
    }

    void waited(WaitKind kind, long nanos) {
        if (all != null) {
            tell(listener -> listener.waited(kind, nanos));
        }
    }

    private void tell(Consumer<MapListener> what) {
        MapListener[] now = all;
        if (now == null) {
            return;
        }
        for (MapListener listener : now) {
            try {
                what.accept(listener);
            } catch (OutOfMemoryError e) {
                // What is told has happened, and must not fail any more.
            } catch (VirtualMachineError e) {
                throw e;
            } catch (Throwable e) {
                if (isFirstFailure()) {
                    LOGGER.log(Logger.Level.WARNING, "a listener of map " + named.mapName() + " failed", e);
                }
            }
        }
    }

    private synchronized boolean isFirstFailure() {
        boolean first = !haveFailed;
        haveFailed = true;
        return first;
    }
}
