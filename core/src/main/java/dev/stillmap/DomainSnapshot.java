package dev.stillmap;

import dev.stillmap.internal.Allocations;
import dev.stillmap.internal.Epochs;
import dev.stillmap.internal.MapCore;
import dev.stillmap.internal.SnapshotNode;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The entries of all maps of an {@link EpochDomain} at one instant.
 *
 * <p>What {@link Snapshot} says of instant, progress, cost and memory holds for each map's part, and the instant is the
 * same for all. Thread-safe. A part that becomes unreachable without a close is found after a garbage collection,
 * released, and counted by its map.
 */
public final class DomainSnapshot implements AutoCloseable {

    /** By the map's core; not changed once it is filled. */
    private final IdentityHashMap<MapCore, MapSnapshot<?, ?>> parts;

    private volatile boolean closed;

    private DomainSnapshot(int maps) {
        assert Allocations.permit("parts of a snapshot");
        parts = new IdentityHashMap<>(maps);
    }

    /** Takes the snapshot; all that it needs beside the handles is made before. */
    static DomainSnapshot take(Epochs epochs, List<StillMap<?, ?>> maps) {
        DomainSnapshot taken = new DomainSnapshot(maps.size());
        List<MapCore> cores = new ArrayList<>(maps.size());
        for (StillMap<?, ?> map : maps) {
            cores.add(map.core());
        }
        SnapshotNode[] nodes = epochs.open(cores);
        int handled = 0;
        try {
            for (StillMap<?, ?> map : maps) {
                taken.parts.put(map.core(), map.handle(nodes[handled++]));
            }
        } catch (Throwable e) {
            // The node whose handle failed is closed already.
            taken.close();
            for (; handled < nodes.length; handled++) {
                cores.get(handled).closeHandle(nodes[handled], false);
            }
            throw e;
        }
        return taken;
    }

    /**
     * One map's part. It is closed with this snapshot, or before; {@link Snapshot#retain()} gives a handle that
     * outlives it.
     *
     * @param <K> the type of keys
     * @param <V> the type of values
     * @param map a map of the domain
     * @return the map's entries at this snapshot's instant; the same handle in every call
     * @throws IllegalArgumentException if the map is not of the domain or joined it after this snapshot was taken
     * @throws IllegalStateException if this snapshot is closed
     */
    @SuppressWarnings("unchecked") // the part was made by this very map
    public <K, V> Snapshot<K, V> of(StillMap<K, V> map) {
        MapSnapshot<?, ?> part = parts.get(map.core());
        if (part == null) {
            throw new IllegalArgumentException(
                    "the snapshot has no part for this map: it was built without the domain, with"
                            + " another one, or after the snapshot was taken");
        }
        if (closed) {
            throw new IllegalStateException(
                    "the snapshot is closed; take a new one, or retain() the parts you hand on");
        }
        return (Snapshot<K, V>) part;
    }

    /** Closes all parts that are still open. Closing twice is harmless. */
    @Override
    public void close() {
        closed = true;
        for (MapSnapshot<?, ?> part : parts.values()) {
            part.close();
        }
    }
}
