package dev.stillmap.fuzz;

import dev.stillmap.Snapshot;
import java.util.Map;

/** A handle, what it must show, and what closes it together with others of its instant. */
final class Taken {
    final Side side;
    final Snapshot<Object, Integer> snapshot;
    final Map<Object, Integer> copy;
    final int instant;
    final AutoCloseable owner;

    Taken(Side side, Snapshot<Object, Integer> snapshot, Map<Object, Integer> copy, int instant, AutoCloseable owner) {
        this.side = side;
        this.snapshot = snapshot;
        this.copy = copy;
        this.instant = instant;
        this.owner = owner;
    }
}
