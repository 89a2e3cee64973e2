package dev.stillmap;

import dev.stillmap.internal.Allocations;
import dev.stillmap.internal.Epochs;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Maps that share one count of epochs, so that they can be snapshotted and written at one instant: a map and its
 * secondary index, accounts and their postings.
 *
 * <pre>{@code
 * EpochDomain domain = new EpochDomain();
 * StillMap<Id, Order> orders = StillMap.<Id, Order>builder().domain(domain).build();
 * StillMap<Customer, Set<Id>> byCustomer = StillMap.<Customer, Set<Id>>builder().domain(domain).build();
 * try (DomainSnapshot now = domain.snapshot()) {
 *     check(now.of(orders), now.of(byCustomer));
 * }
 * }</pre>
 *
 * <p><b>Thread-safety.</b> All methods may be called by any number of threads; maps may join at any time.
 *
 * <p><b>Cost.</b> {@link #snapshot()}: constant work for each map, behind one short lock. A snapshot of one map begins
 * an epoch for all of them: the first write of each bucket after it sets a new stamp, but only the map that was
 * snapshotted copies. Each such write, and each close, passes over the open snapshots of all maps, about 30 ns for
 * each: a domain is for tens of them, not for thousands. A map outside of any domain has a count of its own and pays
 * nothing.
 *
 * <p><b>Memory.</b> The bound for snapshots and the policy belong to the domain and hold for all its maps together. The
 * domain does not keep its maps alive.
 */
public final class EpochDomain {

    private final Epochs epochs;

    /** Guarded by itself. */
    private final List<WeakReference<StillMap<?, ?>>> maps = new ArrayList<>();

    /** Makes a domain whose snapshots may retain a quarter of the maximum heap, and expire beyond it. */
    public EpochDomain() {
        this(Runtime.getRuntime().maxMemory() / 4, SnapshotRetention.EXPIRE);
    }

    /**
     * Makes a domain with a bound of its own.
     *
     * @param maxRetainedBytes how much memory the open snapshots of all maps may retain together, in bytes; see
     *     {@link StillMap.Builder#maxRetainedBytes}
     * @param policy what happens when they retain more; with {@link SnapshotRetention#EXPIRE} a snapshot of several
     *     maps expires as a whole
     * @throws IllegalArgumentException if the bound is negative
     */
    public EpochDomain(long maxRetainedBytes, SnapshotRetention policy) {
        if (maxRetainedBytes < 0) {
            throw new IllegalArgumentException(
                    "maxRetainedBytes is " + maxRetainedBytes + ", but must not be negative");
        }
        epochs = new Epochs(maxRetainedBytes, Objects.requireNonNull(policy) == SnapshotRetention.WAIT);
    }

    Epochs epochs() {
        return epochs;
    }

    void add(StillMap<?, ?> map) {
        synchronized (maps) {
            maps.removeIf(known -> known.get() == null);
            maps.add(new WeakReference<>(map));
        }
    }

    /**
     * The entries of all maps of the domain at one instant. Close it, best by try-with-resources.
     *
     * @return a snapshot that lasts until it is closed
     * @throws IllegalStateException if the domain has used up its epochs, nearly 2<sup>46</sup>
     */
    public DomainSnapshot snapshot() {
        assert Allocations.permit("maps of a domain");
        List<StillMap<?, ?>> present = new ArrayList<>();
        synchronized (maps) {
            for (WeakReference<StillMap<?, ?>> known : maps) {
                StillMap<?, ?> map = known.get();
                if (map != null) {
                    present.add(map);
                }
            }
        }
        return DomainSnapshot.take(epochs, present);
    }

    /**
     * Writes to several maps of the domain that take effect at one instant.
     *
     * @return an empty batch, for one thread
     */
    public DomainBatch batch() {
        return new DomainBatch(this);
    }
}
