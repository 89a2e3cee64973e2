package dev.stillmap.internal;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Whether a hold has degraded, and what is to be done then. It outlives the hold, and keeps nothing of it. Thread-safe. */
public final class Degradation {

    private final String mapName;

    private final CompletableFuture<@Nullable Void> actions = new CompletableFuture<>();

    private volatile boolean happened;

    Degradation(String mapName) {
        assert Allocations.permit("degradation");
        this.mapName = mapName;
    }

    public boolean hasHappened() {
        return happened;
    }

    void mark() {
        happened = true;
    }

    /** Runs the action when it happens, or now if it has. What the action throws is logged. */
    public void then(Runnable action) {
        actions.thenRun(action).exceptionally(failure -> {
            Dropped.reportAction(mapName, failure);
            return null;
        });
        // The flag is written before the actions are run, and read after this one was added: one of both runs it.
        if (happened) {
            runActions();
        }
    }

    /** Runs each action once, without a lock, after {@link #mark}. */
    void runActions() {
        actions.complete(null);
    }
}
