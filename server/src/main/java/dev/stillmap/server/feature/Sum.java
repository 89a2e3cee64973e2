package dev.stillmap.server.feature;

import dev.stillmap.server.event.Event;

/** The exact sum of a number. */
final class Sum implements Aggregate {

    private final int field;

    private final int scale;

    Sum(int field, int scale) {
        this.field = field;
        this.scale = scale;
    }

    @Override
    public int numbers() {
        return 1;
    }

    @Override
    public void add(State state, int number, int object, Event event) {
        state.numbers()[number] = Math.addExact(state.numbers()[number], event.number(field));
    }

    @Override
    public void merge(State into, int number, int object, State from, int fromNumber, int fromObject) {
        into.numbers()[number] = Math.addExact(into.numbers()[number], from.numbers()[fromNumber]);
    }

    /** Never null: the sum of nothing is 0. */
    @Override
    public Object value(State state, int number, int object) {
        return Numbers.exact(state.numbers()[number], scale);
    }
}
