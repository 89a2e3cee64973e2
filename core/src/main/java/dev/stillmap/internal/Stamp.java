package dev.stillmap.internal;

/**
 * Which content of which bucket a value was read from; see {@link MapCore#getStamped}. Keeps no part of the map alive.
 */
public final class Stamp {

    public final Object key;

    public final Object value;

    private final long table;

    private final long pair;

    Stamp(Object key, Object value, Table table, long word) {
        assert Allocations.permit("stamp");
        this.key = key;
        this.value = value;
        this.table = table.id;
        this.pair = word & Word.PAIR;
    }

    /**
     * Whether nothing was written to the bucket since. It must have been watched all the time, or some writes left no
     * trace.
     */
    boolean fits(Table t, long word) {
        return t.id == table && (word & (Word.PAIR | Word.WATCH)) == (pair | Word.WATCH);
    }
}
