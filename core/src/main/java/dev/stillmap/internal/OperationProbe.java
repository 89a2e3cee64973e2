package dev.stillmap.internal;

import dev.stillmap.stats.MapOperation;
import dev.stillmap.stats.OperationListener;
import java.lang.System.Logger;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Those who want to know of single operations of a map, as a list. Immutable; a map without any has no probe. */
public final class OperationProbe {

    private static final Logger LOGGER = System.getLogger("dev.stillmap");

    private final OperationListener listener;

    private final @Nullable OperationProbe next;

    /** Goes with the listener. */
    private final AtomicBoolean hasFailed;

    private OperationProbe(OperationListener listener, @Nullable OperationProbe next, AtomicBoolean hasFailed) {
        this.listener = listener;
        this.next = next;
        this.hasFailed = hasFailed;
    }

    /** With one more; the same if this very object is there. */
    static OperationProbe with(@Nullable OperationProbe probe, OperationListener listener) {
        Objects.requireNonNull(listener);
        for (OperationProbe p = probe; p != null; p = p.next) {
            if (p.listener == listener) {
                return Objects.requireNonNull(probe);
            }
        }
        return new OperationProbe(listener, probe, new AtomicBoolean());
    }

    /** Without it; null if nobody is left. */
    static @Nullable OperationProbe without(@Nullable OperationProbe probe, OperationListener listener) {
        if (probe == null || probe.listener == listener) {
            return probe == null ? null : probe.next;
        }
        OperationProbe rest = without(probe.next, listener);
        return rest == probe.next ? probe : new OperationProbe(probe.listener, rest, probe.hasFailed);
    }

    /** Runs an operation, measured for each listener that picks it. */
    public <T extends @Nullable Object> T time(MapOperation operation, Supplier<? extends T> action) {
        if (!samples()) {
            return next == null ? action.get() : next.time(operation, action);
        }
        long from = System.nanoTime();
        try {
            return next == null ? action.get() : next.time(operation, action);
        } finally {
            tell(operation, System.nanoTime() - from);
        }
    }

    /** Notes an operation that is over, for each listener that picks it. */
    void note(MapOperation operation, long nanos) {
        for (OperationProbe p = this; p != null; p = p.next) {
            if (p.samples()) {
                p.tell(operation, nanos);
            }
        }
    }

    private boolean samples() {
        try {
            return listener.samples();
        } catch (Throwable e) {
            failed(e);
            return false;
        }
    }

    private void tell(MapOperation operation, long nanos) {
        try {
            listener.operated(operation, nanos);
        } catch (Throwable e) {
            failed(e);
        }
    }

    private void failed(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            // What is told has happened, and must not fail any more.
            return;
        }
        if (e instanceof VirtualMachineError error) {
            throw error;
        }
        if (hasFailed.compareAndSet(false, true)) {
            LOGGER.log(Logger.Level.WARNING, "a listener to the operations of a map failed", e);
        }
    }
}
