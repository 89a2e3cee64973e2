package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys of several buckets with the two values that they have in two snapshots, different as references; null stands for
 * absent. For one thread.
 */
final class Differences {

    private static final int FIELDS = 3;

    @Nullable
    private Object[] fields = new Object[64 * FIELDS];

    private int length;

    Differences() {
        assert Allocations.permit("differences");
    }

    int size() {
        return length / FIELDS;
    }

    void append(Object key, @Nullable Object before, @Nullable Object after) {
        if (length == fields.length) {
            assert Allocations.permit("more differences");
            fields = Arrays.copyOf(fields, length << 1);
        }
        fields[length] = key;
        fields[length + 1] = before;
        fields[length + 2] = after;
        length += FIELDS;
    }

    void clear() {
        Arrays.fill(fields, 0, length, null);
        length = 0;
    }

    /** Hands over those whose values are not equal; true when there was one. */
    boolean handOver(SnapshotDifference.Visitor visitor) {
        boolean differs = false;
        for (int i = 0; i < length; i += FIELDS) {
            Object before = fields[i + 1];
            Object after = fields[i + 2];
            if (before == null || !before.equals(after)) {
                visitor.visit(requireNonNull(fields[i]), before, after);
                differs = true;
            }
        }
        return differs;
    }
}
