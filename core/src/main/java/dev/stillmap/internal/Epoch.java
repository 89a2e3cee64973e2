package dev.stillmap.internal;

import org.jspecify.annotations.Nullable;

/** The current epoch's number and the youngest open snapshot. Immutable; a new one is installed for every change. */
final class Epoch {

    final long number;

    final @Nullable SnapshotNode open;

    Epoch(long number, @Nullable SnapshotNode open) {
        assert Allocations.permit("epoch");
        this.number = number;
        this.open = open;
    }
}
