package dev.stillmap.server.feature;

import dev.stillmap.server.event.Event;

/** The exact sum of a number. */
final class Sum implements Aggregate {

    private final int field;

    private final int scale;

    /** How far from 0 it may be: what so many of them add up to fits, too. */
    private final long limit;

    /** One of so many that are added up when they are read. */
    Sum(int field, int scale, int parts) {
        this.field = field;
        this.scale = scale;
        this.limit = Long.MAX_VALUE / parts;
    }

    @Override
    public int numbers() {
        return 1;
    }

    @Override
    public void add(State state, int number, int object, Event event) {
        long sum = Math.addExact(state.numbers()[number], event.number(field));
        if (sum > limit || sum < -limit) {
            throw new ArithmeticException("the sum is too large");
        }
        state.numbers()[number] = sum;
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
