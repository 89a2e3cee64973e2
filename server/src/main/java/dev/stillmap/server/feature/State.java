package dev.stillmap.server.feature;

import org.jspecify.annotations.Nullable;

/** Longs and objects of aggregates. For one thread while it is changed. */
final class State {

    private static final @Nullable Object[] NO_OBJECTS = {};

    private final long[] numbers;

    private final @Nullable Object[] objects;

    private State(long[] numbers, @Nullable Object[] objects) {
        this.numbers = numbers;
        this.objects = objects;
    }

    /** That of no event. */
    static State empty(int numbers, int objects) {
        return new State(new long[numbers], objects == 0 ? NO_OBJECTS : new Object[objects]);
    }

    State copy() {
        return new State(numbers.clone(), objects.length == 0 ? objects : objects.clone());
    }

    long[] numbers() {
        return numbers;
    }

    @Nullable
    Object[] objects() {
        return objects;
    }
}
