package dev.stillmap.tools.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Methods that call each other are traced each, and what a caller waited for is not to be counted again. */
final class Nesting {

    /** A caller before what it calls; of two that took the same time, what was recorded first. */
    private static final Comparator<SlowOperation> CALLERS_FIRST = Comparator.comparingLong(SlowOperation::threadId)
            .thenComparingLong(SlowOperation::from)
            .thenComparing(Comparator.comparingLong(SlowOperation::to).reversed())
            .thenComparing(SlowOperation::traced);

    private Nesting() {}

    /** All but the traced methods that ran within another operation of their thread. */
    static List<SlowOperation> outermost(List<SlowOperation> operations) {
        List<SlowOperation> sorted = new ArrayList<>(operations);
        sorted.sort(CALLERS_FIRST);
        List<SlowOperation> outermost = new ArrayList<>();
        long thread = 0;
        long end = Long.MIN_VALUE;
        for (SlowOperation each : sorted) {
            if (each.threadId() != thread) {
                thread = each.threadId();
                end = Long.MIN_VALUE;
            }
            if (!each.traced() || each.to() > end) {
                outermost.add(each);
            }
            end = Math.max(end, each.to());
        }
        return outermost;
    }
}
