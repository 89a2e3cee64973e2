package dev.stillmap.fuzz;

import static dev.stillmap.fuzz.Checks.mustThrow;
import static dev.stillmap.fuzz.Checks.same;

import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** An iteration that is under way: it meets what stays, nothing twice, and changes only what it says. */
final class Walk {
    private final Iterator<Map.Entry<Object, Integer>> iterator;
    private final IterationContract contract;
    private final Map<Object, Integer> copy;
    private final Set<Object> mustMeet;
    private final Set<Object> met = new HashSet<>();
    private Map.Entry<Object, Integer> last;
    private boolean removed;

    /** @param copy what there was when the iteration began */
    Walk(Iterator<Map.Entry<Object, Integer>> iterator, IterationContract contract, Map<Object, Integer> copy) {
        this.iterator = iterator;
        this.contract = contract;
        this.copy = copy;
        this.mustMeet = new HashSet<>(copy.keySet());
    }

    private boolean isOfSnapshot() {
        return contract == IterationContract.SNAPSHOT;
    }

    /** What was removed need not be met, but by the walk over a snapshot. */
    void noteRemovals(Set<Object> present) {
        if (!isOfSnapshot()) {
            mustMeet.retainAll(present);
        }
    }

    /** Meets the next entry; false at the end, which must not come too early. */
    boolean next() {
        if (!iterator.hasNext()) {
            mustMeet.removeAll(met);
            same(mustMeet, Set.of());
            return false;
        }
        last = iterator.next();
        removed = false;
        if (!met.add(last.getKey())) {
            throw new AssertionError("a walk met " + last.getKey() + " twice");
        }
        if (isOfSnapshot()) {
            same(last.getValue(), copy.get(last.getKey()));
        }
        return true;
    }

    /** Removes the entry that was met last, from the model too. */
    void remove(Map<Object, Integer> model) {
        if (last == null || removed) {
            mustThrow(IllegalStateException.class, iterator::remove);
            return;
        }
        Object key = last.getKey();
        Integer value = last.getValue();
        if (iterator instanceof Iteration<Object, Integer> iteration) {
            same(iteration.tryRemove(), model.remove(key, value));
        } else {
            iterator.remove();
            model.remove(key);
        }
        removed = true;
    }

    /** Writes through the entry that was met last, into the model too. */
    void setValue(Map<Object, Integer> model, Integer value) {
        if (isOfSnapshot()) {
            mustThrow(UnsupportedOperationException.class, () -> last.setValue(value));
            return;
        }
        Integer shown = last.getValue();
        same(last.setValue(value), shown);
        same(last.getValue(), value);
        model.put(last.getKey(), value);
    }

    boolean hasMet() {
        return last != null;
    }

    void close() {
        if (iterator instanceof Iteration<Object, Integer> iteration) {
            iteration.close();
        }
    }
}
