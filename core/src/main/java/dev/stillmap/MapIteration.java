package dev.stillmap;

import dev.stillmap.internal.Allocations;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An iteration under a contract: a walk, the map it removes from, and the snapshot that it owns, if any. */
final class MapIteration<K, V> implements Iteration<K, V> {

    private final StillMap<K, V> map;

    private final IterationContract contract;

    private final @Nullable Snapshot<K, V> snapshot;

    private final WalkIterator<K, V, Map.Entry<K, V>> walk;

    private Map.@Nullable Entry<K, V> last;

    /** The last entry has been returned and the snapshot closed. */
    private boolean ended;

    private boolean closed;

    MapIteration(
            StillMap<K, V> map,
            IterationContract contract,
            @Nullable Snapshot<K, V> snapshot,
            WalkIterator<K, V, Map.Entry<K, V>> walk) {
        assert Allocations.permit("iteration");
        this.map = map;
        this.contract = contract;
        this.snapshot = snapshot;
        this.walk = walk;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the iteration is closed; begin another one");
        }
    }

    @Override
    public IterationContract contract() {
        checkOpen();
        return contract;
    }

    @Override
    public boolean hasNext() {
        checkOpen();
        if (!ended && !walk.hasNext()) {
            ended = true;
            release();
        }
        return !ended;
    }

    @Override
    public Map.Entry<K, V> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the iteration has returned its last entry");
        }
        Map.Entry<K, V> entry = walk.next();
        last = entry;
        return entry;
    }

    @Override
    public boolean tryRemove() {
        checkOpen();
        Map.Entry<K, V> entry = last;
        if (entry == null) {
            throw new IllegalStateException("next() has not returned an entry, or it has been removed already");
        }
        last = null;
        return map.remove(entry.getKey(), Objects.requireNonNull(entry.getValue()));
    }

    @Override
    public void remove() {
        tryRemove();
    }

    @Override
    public void close() {
        closed = true;
        last = null;
        release();
    }

    private void release() {
        if (snapshot != null) {
            snapshot.close();
        }
    }
}
