package dev.stillmap.internal;

import java.util.ArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a batch does to one key of one map. Ordered as the locks of batches are. For one thread. */
public final class BatchKey implements Comparable<BatchKey> {

    final MapCore map;

    final Object key;

    final int hash;

    /** Whether {@link #value} is what the key gets, or what the first function is given, whatever the map has. */
    private boolean decided;

    private @Nullable Object value;

    private @Nullable ArrayList<UnaryOperator<@Nullable Object>> functions;

    /** Where the key was seen last. */
    Table table;

    BatchKey(MapCore map, Object key) {
        assert Allocations.permit("key of a batch");
        this.map = map;
        this.key = key;
        this.hash = Hashing.spread(key.hashCode());
        this.table = map.table();
    }

    /** The key gets the value; null removes it. */
    public void set(@Nullable Object newValue) {
        if (functions == null) {
            decided = true;
            value = newValue;
        } else {
            functions.add(old -> newValue);
        }
    }

    /** The key gets what the function makes of the value it has then; null stands for absent. */
    public void apply(UnaryOperator<@Nullable Object> function) {
        if (functions == null) {
            assert Allocations.permit("functions of a batch's key");
            functions = new ArrayList<>(1);
        }
        functions.add(function);
    }

    boolean runsFunctions() {
        return functions != null;
    }

    /** False when what the key was to get could not be recorded, so that nothing is to be done. */
    boolean isWritten() {
        return decided || functions != null;
    }

    /** Runs the functions, if there are any. Afterwards {@link #value} is decided. */
    void decide() {
        if (functions == null) {
            return;
        }
        Object current = decided ? value : map.get(key);
        for (UnaryOperator<@Nullable Object> function : functions) {
            current = function.apply(current);
        }
        decided = true;
        value = current;
    }

    /** What the key gets; null for nothing. To be asked after {@link #decide}. */
    @Nullable
    Object value() {
        return value;
    }

    /** By the age of the table that has the key, then so that keys of one bucket are neighbours. */
    @Override
    public int compareTo(BatchKey other) {
        return table == other.table
                ? Integer.compare(Reservation.reversed(hash), Reservation.reversed(other.hash))
                : Long.compare(table.id, other.table.id);
    }

    /** The key's bucket in {@link #table}. */
    int bucket() {
        return hash & table.mask;
    }

    /** Follows moves to the table that has the key's bucket now; returns the bucket's state word. */
    long locate() {
        for (; ; ) {
            int bucket = bucket();
            long word = Table.wordVolatile(table.metas[Table.segmentOf(bucket)], Table.offset(bucket));
            if (!Word.evacuated(word)) {
                return word;
            }
            table = table.successor();
        }
    }
}
