package dev.stillmap.classic;

import static java.util.Objects.requireNonNull;

import dev.stillmap.trace.IterationLife;
import dev.stillmap.trace.IterationState;
import dev.stillmap.trace.IterationTracer;
import dev.stillmap.trace.Place;
import dev.stillmap.trace.Watched;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * One iteration of a {@link GoMap}, while the map may change under it:
 *
 * <pre>{@code
 * try (GoIterator<String, Session> each = sessions.iterate()) {
 *     while (each.advance()) {
 *         if (each.value().isOver()) {
 *             sessions.remove(each.key());
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p><b>What it meets.</b> Each entry that is there from the first {@link #advance} to the end comes exactly once. One
 * that is removed before it is reached does not come. One that is added meanwhile may come, once, or not. A key that is
 * removed and added again is a new entry, and may come again. The value is the one that the key has when it is reached.
 * The next entry is looked for when it is asked for, never before. All of this holds whatever is done to the map:
 * removal of any key, insertion, growth, {@code clear}.
 *
 * <p><b>Thread-safety.</b> For one thread at a time. From the first {@link #advance} until the last, or {@link #close},
 * no other thread may change the map: the next step then throws {@link ConcurrentMapAccessException}. Several
 * iterations may go on at once, of several threads too if none of them changes the map. An iteration that is given up
 * without {@link #close} harms nobody.
 *
 * <p><b>Cost.</b> O(1) for each entry and each bucket of the array that was there at the first step. An entry that
 * growth has moved costs a lookup. The iteration keeps that array, and what it held, from being collected.
 *
 * @param <K> keys
 * @param <V> values
 */
public abstract class GoIterator<K, V extends @Nullable Object> implements AutoCloseable {

    private enum Phase {
        NEW,
        RUNNING,
        ENDED,
        CLOSED
    }

    final GoTable table;

    private Phase phase = Phase.NEW;

    /** Null unless the iteration is traced. */
    private @Nullable IterationLife life;

    /** Of the last step. */
    private @Nullable Thread thread;

    /** Of the guard, at the end of the last step. */
    private long version;

    /** Of the table, at the beginning. */
    private long clearSequence;

    /** Of the table, at the beginning. */
    private long unfindableRemovals;

    private @Nullable Object currentKey;

    private @Nullable Object currentValue;

    private boolean removed;

    /** What {@link #find} has found. */
    @Nullable
    Object nextKey;

    @Nullable
    Object nextValue;

    GoIterator(GoTable table) {
        this.table = table;
    }

    /** Begins at the map as it is now; it has an entry. */
    abstract void begin();

    /** Finds the next entry and stays before it; false if there is none. */
    abstract boolean find();

    /** Goes behind the entry that was found. */
    abstract void pass();

    /** Where the entry that was found lies, in the terms of all maps. */
    abstract IterationState standing();

    /** As {@link #standing}, for the place. */
    abstract Place place();

    /** Lets go of the array at the end. */
    abstract void letGo();

    /** Begins to report, if tracing is on. */
    void report(IterationTracer tracer, Watched watched) {
        if (tracer.isOn()) {
            life = tracer.begin(watched, "GO", place());
            if (life != null) {
                life.endsWith(this);
            }
        }
    }

    /** Removes the current entry, whose key cannot be found. */
    abstract void removeUnfindable(Object key, @Nullable Object value);

    /**
     * Where the iteration stands. For looking at; what it says is no contract.
     *
     * @return the state now
     */
    public abstract GoIteratorState state();

    /**
     * Goes to the next entry. The first call begins the iteration.
     *
     * @return false at the end, which also ends the iteration
     * @throws IllegalStateException if it has ended, or was closed
     * @throws ConcurrentMapAccessException if another thread has changed the map since the first call, or uses it now
     */
    public boolean advance() {
        boolean found = step();
        if (!found) {
            currentKey = null;
            currentValue = null;
        }
        return found;
    }

    /** As {@link #advance}, but at the end the current entry stays, and may be removed. */
    boolean step() {
        boolean found = peek();
        if (found) {
            pass();
            currentKey = nextKey;
            currentValue = nextValue;
            removed = false;
        }
        return found;
    }

    /** Whether {@link #advance} finds an entry now; if not, the iteration ends. */
    boolean peek() {
        if (phase == Phase.ENDED || phase == Phase.CLOSED) {
            throw new IllegalStateException(
                    phase == Phase.ENDED
                            ? "the iteration has ended: call iterate() for another one"
                            : "the iteration was closed: call iterate() for another one");
        }
        AccessGuard guard = table.guard;
        Thread current = Thread.currentThread();
        boolean found = false;
        if (phase == Phase.RUNNING) {
            version = guard.checkIteration(requireNonNull(thread), version);
            thread = current;
            found = find();
        } else {
            version = guard.checkIteration(current, guard.version());
            thread = current;
            if (table.count() > 0) {
                clearSequence = table.clearSequence();
                unfindableRemovals = table.unfindableRemovals();
                begin();
                phase = Phase.RUNNING;
                found = find();
            }
        }
        // Again, since a key's equals or hashCode may have taken long.
        version = guard.checkIteration(current, version);
        if (!found) {
            nextKey = null;
            nextValue = null;
            phase = Phase.ENDED;
        }
        if (life != null) {
            report(life, found);
        }
        if (!found) {
            letGo();
        }
        return found;
    }

    private void report(IterationLife traced, boolean found) {
        try {
            traced.moveTo(found ? standing() : IterationState.EXHAUSTED, place());
            if (!found && traced.watched() == Watched.VIEW) {
                traced.release(false);
            }
        } finally {
            // Found unreachable here, it would be released before it has come to its end.
            Reference.reachabilityFence(this);
        }
    }

    /**
     * The key of the entry reached.
     *
     * @return the key as the map holds it
     * @throws IllegalStateException before the first {@link #advance} and after the end
     */
    @SuppressWarnings("unchecked") // only keys of type K are ever stored
    public K key() {
        return (K) requireCurrent();
    }

    /**
     * The value that the key had when it was reached.
     *
     * @return the value
     * @throws IllegalStateException before the first {@link #advance} and after the end
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // only values of type V are ever stored; it admits null if they do
    public V value() {
        requireCurrent();
        return (V) currentValue;
    }

    /**
     * Removes the entry reached, as {@link GoMap#remove} with its key would; an entry whose key is not equal to itself
     * too, for which it looks through the whole map.
     *
     * @throws IllegalStateException if there is no entry, or it was removed by this method
     */
    public void remove() {
        Object key = requireCurrent();
        if (removed) {
            throw new IllegalStateException("the entry was removed already: call advance() first");
        }
        if (table.rule.isReflexive(key)) {
            table.delete(key);
        } else {
            removeUnfindable(key, currentValue);
        }
        removed = true;
    }

    /** Ends the iteration: changes by other threads are no longer looked at. Does nothing at the end. */
    @Override
    public void close() {
        if (phase == Phase.NEW || phase == Phase.RUNNING) {
            phase = Phase.CLOSED;
            letGo();
        }
        if (life != null) {
            life.release(false);
        }
        currentKey = null;
        currentValue = null;
        nextKey = null;
        nextValue = null;
    }

    /** Finds the key where it is now, if it is there. */
    boolean findLive(Object key) {
        long hash = table.hash(key);
        int top = Bucket.tophash(hash);
        for (Bucket in = table.chain(hash); in != null; in = in.overflow) {
            int cell = in.find(table.rule, key, top);
            if (cell >= 0) {
                nextKey = in.key(cell);
                nextValue = in.value(cell);
                return true;
            }
            if (in.endsChain()) {
                break;
            }
        }
        return false;
    }

    boolean wasCleared() {
        return clearSequence != table.clearSequence();
    }

    /**
     * Whether an entry that was there at the beginning still is, although its key cannot be found. It can have gone by
     * clear, or by the removal of an iteration, which Go does not have: then the whole table is looked through.
     */
    boolean holdsUnfindable(Object key, @Nullable Object value) {
        return !wasCleared() && (unfindableRemovals == table.unfindableRemovals() || table.holds(key, value));
    }

    boolean hasStarted() {
        return phase != Phase.NEW;
    }

    boolean hasEnded() {
        return phase == Phase.ENDED || phase == Phase.CLOSED;
    }

    private Object requireCurrent() {
        Object key = currentKey;
        if (key == null) {
            throw new IllegalStateException(
                    phase == Phase.NEW || phase == Phase.RUNNING
                            ? "there is no entry yet: call advance() first"
                            : "there is no entry any more: the iteration has ended");
        }
        return key;
    }
}
