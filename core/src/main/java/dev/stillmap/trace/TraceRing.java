package dev.stillmap.trace;

import java.util.ArrayDeque;
import java.util.List;

/**
 * Keeps the last records. Thread-safe: each record takes a short lock. The records hold no keys, values or tables. O(1)
 * for each record.
 */
public final class TraceRing implements TraceSink {

    private final int capacity;

    private final ArrayDeque<TransitionRecord> last = new ArrayDeque<>();

    /**
     * Makes an empty ring.
     *
     * @param capacity how many records it keeps, at least 1
     * @throws IllegalArgumentException if that is less than 1
     */
    public TraceRing(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity is " + capacity + ", but a ring keeps at least 1 record");
        }
        this.capacity = capacity;
    }

    @Override
    public synchronized void accept(TransitionRecord transition) {
        if (last.size() == capacity) {
            last.removeFirst();
        }
        last.addLast(transition);
    }

    /**
     * What it holds now, oldest first.
     *
     * @return a copy
     */
    public synchronized List<TransitionRecord> records() {
        return List.copyOf(last);
    }
}
