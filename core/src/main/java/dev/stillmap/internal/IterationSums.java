package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import dev.stillmap.stats.IterationOutcome;
import dev.stillmap.stats.IterationStats;
import java.util.EnumMap;
import java.util.Map;

/** Counts the iterations of one contract. Thread-safe. */
final class IterationSums {

    private final Tally opened = new Tally();

    private final Map<IterationOutcome, Tally> ended = new EnumMap<>(IterationOutcome.class);

    IterationSums() {
        assert Allocations.permit("sums of iterations");
        for (IterationOutcome outcome : IterationOutcome.values()) {
            ended.put(outcome, new Tally());
        }
    }

    void countOpened() {
        opened.increment();
    }

    void countEnded(IterationOutcome outcome) {
        ended(outcome).increment();
    }

    private Tally ended(IterationOutcome outcome) {
        return requireNonNull(ended.get(outcome));
    }

    IterationStats stats(int open) {
        // What has ended is read before what was opened: it is never more.
        long completed = ended(IterationOutcome.COMPLETED).sum();
        long closed = ended(IterationOutcome.CLOSED).sum();
        long changed = ended(IterationOutcome.CHANGED).sum();
        long expired = ended(IterationOutcome.EXPIRED).sum();
        long leaked = ended(IterationOutcome.LEAKED).sum();
        return new IterationStats(opened.sum(), completed, closed, changed, expired, leaked, open);
    }
}
