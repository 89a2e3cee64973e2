package dev.stillmap.internal;

import dev.stillmap.IterationContract;
import dev.stillmap.stats.MapInternals;
import dev.stillmap.trace.Watched;

/** An iteration that has been opened and neither closed nor exhausted, as the map lists it. It does not refer to it. */
public final class OpenIteration {

    public final long id;

    final IterationContract contract;

    final long openedAt = System.nanoTime();

    private final BucketWalker walker;

    public OpenIteration(long id, IterationContract contract, BucketWalker walker) {
        assert Allocations.permit("open iteration");
        this.id = id;
        this.contract = contract;
        this.walker = walker;
    }

    /** Where it stands, read beside its thread: of a moment that has just been. */
    MapInternals.OpenIteration describe() {
        return new MapInternals.OpenIteration(
                id, Watched.ITERATION, contract.name(), walker.standing(), walker.place());
    }
}
