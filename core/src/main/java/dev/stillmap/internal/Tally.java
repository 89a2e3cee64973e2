package dev.stillmap.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A sum that many threads add to. What is added counts even when memory is short, so a write that is made is counted.
 */
final class Tally {

    private final LongAdder cells = new LongAdder();

    private final AtomicLong rest = new AtomicLong();

    void increment() {
        add(1);
    }

    void decrement() {
        add(-1);
    }

    void add(long delta) {
        try {
            assert Allocations.permit("counter cell");
            cells.add(delta);
        } catch (OutOfMemoryError e) {
            // An adder makes its cells before it adds to them, so this has not been added.
            rest.addAndGet(delta);
        }
    }

    /** Exact at rest. */
    long sum() {
        return cells.sum() + rest.get();
    }
}
