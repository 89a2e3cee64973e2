package dev.stillmap.metrics;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@link RecordedView} of keys or entries. */
final class RecordedSet<E> extends RecordedView<E> implements Set<E> {

    private final Set<E> set;

    RecordedSet(Set<E> set, LatencyRecorder recorder) {
        super(set, recorder);
        this.set = set;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || set.equals(other);
    }

    @Override
    public int hashCode() {
        return set.hashCode();
    }
}
