package dev.stillmap;

import dev.stillmap.internal.Batch;
import java.util.IdentityHashMap;

/**
 * Writes to maps of one {@link EpochDomain} that take effect at one instant. What {@link WriteBatch} says holds for the
 * whole. For one thread.
 */
public final class DomainBatch {

    private final EpochDomain domain;

    private final Batch batch = new Batch();

    private final IdentityHashMap<StillMap<?, ?>, WriteBatch<?, ?>> parts = new IdentityHashMap<>();

    DomainBatch(EpochDomain domain) {
        this.domain = domain;
    }

    /**
     * The writes to one map. To commit a part is to commit the whole.
     *
     * @param <K> the type of keys
     * @param <V> the type of values
     * @param map a map of the domain
     * @return this batch's part for the map, the same in every call
     * @throws IllegalArgumentException if the map is not of the domain
     */
    @SuppressWarnings("unchecked") // the part was made for this very map
    public <K, V> WriteBatch<K, V> of(StillMap<K, V> map) {
        if (map.core().isOf(domain.epochs())) {
            return (WriteBatch<K, V>) parts.computeIfAbsent(map, part -> new WriteBatch<>(map.core(), batch, null));
        }
        throw new IllegalArgumentException(
                "the map is not of this batch's domain; build it with StillMap.builder().domain(domain)");
    }

    /**
     * Makes all writes at one instant.
     *
     * @throws IllegalStateException as {@link WriteBatch#commit()}
     */
    public void commit() {
        batch.commit();
    }
}
