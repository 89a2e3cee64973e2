package dev.stillmap.server.feature;

import dev.stillmap.server.event.Event;

/** How many events there were. */
final class Count implements Aggregate {

    @Override
    public int numbers() {
        return 1;
    }

    @Override
    public void add(State state, int number, int object, Event event) {
        state.numbers()[number]++;
    }

    @Override
    public void merge(State into, int number, int object, State from, int fromNumber, int fromObject) {
        into.numbers()[number] += from.numbers()[fromNumber];
    }

    /** Never null: none is 0. */
    @Override
    public Long value(State state, int number, int object) {
        return state.numbers()[number];
    }
}
