package dev.stillmap.server.query;

import org.jspecify.annotations.Nullable;

/** How values of one column are ordered: what has none comes last, both ways. */
final class Values {

    private Values() {}

    /** Of two values of one class. */
    @SuppressWarnings("unchecked")
    static int compare(Object left, Object right) {
        return ((Comparable<Object>) left).compareTo(right);
    }

    static int compare(@Nullable Object left, @Nullable Object right, boolean descending) {
        if (left == null || right == null) {
            return left == right ? 0 : left == null ? 1 : -1;
        }
        return descending ? compare(right, left) : compare(left, right);
    }
}
