package dev.stillmap.classic;

import dev.stillmap.trace.IterationState;
import dev.stillmap.trace.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Through the keys that were there at the first step, in their order, each looked up when it is reached. */
final class SortedIterator<K, V extends @Nullable Object> extends GoIterator<K, V> {

    /** A value is kept for keys that cannot be looked up. */
    private record Met(Object key, @Nullable Object value) {}

    private final Comparator<? super K> comparator;

    private List<Met> places = List.of();

    private int next;

    SortedIterator(GoTable table, Comparator<? super K> comparator) {
        super(table);
        this.comparator = comparator;
    }

    @Override
    @SuppressWarnings("unchecked") // only keys of type K are ever stored
    void begin() {
        var found = new ArrayList<Met>();
        var all = new RangeIterator<K, V>(table, GoOrder.ascending());
        while (all.advance()) {
            found.add(new Met(all.key(), all.value()));
        }
        found.sort((one, other) -> comparator.compare((K) one.key, (K) other.key));
        places = found;
    }

    @Override
    boolean find() {
        for (; next < places.size(); next++) {
            Met place = places.get(next);
            if (table.rule.isReflexive(place.key)) {
                if (findLive(place.key)) {
                    return true;
                }
            } else if (holdsUnfindable(place.key, place.value)) {
                nextKey = place.key;
                nextValue = place.value;
                return true;
            }
        }
        return false;
    }

    @Override
    void pass() {
        next++;
    }

    /** Each key is looked up where it is now. */
    @Override
    IterationState standing() {
        return IterationState.WALKING;
    }

    @Override
    Place place() {
        return new Place(-1, -1, 0, 1 << table.log(), table.evacuated());
    }

    @Override
    void letGo() {
        places = List.of();
        next = 0;
    }

    @Override
    void removeUnfindable(Object key, @Nullable Object value) {
        table.deleteUnfindable(key, value, null, 0);
    }

    @Override
    public GoIteratorState state() {
        return new GoIteratorState(hasStarted(), hasEnded(), table.log(), 0, 0, 0, false, next, -1, true);
    }
}
