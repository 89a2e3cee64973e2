package dev.stillmap.internal;

import org.jspecify.annotations.Nullable;

/**
 * The current epoch's number, the youngest open snapshot, and what writers have to mind. Immutable; a new one is
 * installed for every change.
 */
final class Epoch {

    final long number;

    final @Nullable SnapshotNode open;

    /** Those first that were opened first; null when there are none. */
    final Guard @Nullable [] guards;

    Epoch(long number, @Nullable SnapshotNode open, Guard @Nullable [] guards) {
        assert Allocations.permit("epoch");
        this.number = number;
        this.open = open;
        this.guards = guards;
    }

    /** The first hold that keeps back a write of keys whose hashes agree with this one under the mask, or null. */
    @Nullable
    Hold holdOn(MapCore map, @Nullable Pass pass, int hash, int mask) {
        if (guards != null) {
            for (Guard guard : guards) {
                if (guard.map == map && guard instanceof Hold hold && hold.keepsBack(pass, hash, mask)) {
                    return hold;
                }
            }
        }
        return null;
    }

    /**
     * Tells those who watch the map of a write that nothing can prevent any more. Called under the bucket's lock,
     * before the content changes: whoever sees the write, or knows that it has returned, finds the watch tripped.
     */
    void trip(MapCore map, @Nullable Pass pass, Table table, int bucket) {
        if (guards != null) {
            for (Guard guard : guards) {
                if (guard.map == map && guard instanceof Watch watch && (pass == null || !pass.isThrough(watch))) {
                    watch.trip(bucket, table.buckets(), number);
                }
            }
        }
    }
}
