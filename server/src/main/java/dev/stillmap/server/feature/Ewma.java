package dev.stillmap.server.feature;

import dev.stillmap.server.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * A mean in which an event counts half for each half-life that it is older than the newest. Kept as the weighted sum and
 * the sum of the weights, as of the newest event; so it does not matter in which order events come.
 */
final class Ewma implements Aggregate {

    private static final int PRESENT = 0;

    private static final int TIME = 1;

    /** As bits of a double. */
    private static final int SUM = 2;

    /** As bits of a double. */
    private static final int WEIGHT = 3;

    private final int field;

    private final int scale;

    private final double halfLifeMillis;

    Ewma(int field, int scale, long halfLifeMillis) {
        this.field = field;
        this.scale = scale;
        this.halfLifeMillis = halfLifeMillis;
    }

    @Override
    public int numbers() {
        return 4;
    }

    @Override
    public void add(State state, int number, int object, Event event) {
        take(state.numbers(), number, event.time(), Numbers.real(event.number(field), scale), 1);
    }

    private void take(long[] numbers, int number, long time, double sum, double weight) {
        long before = numbers[number + PRESENT] == 0 ? time : numbers[number + TIME];
        long newest = Math.max(before, time);
        double oldFactor = factor(newest, before);
        double newFactor = factor(newest, time);
        numbers[number + PRESENT] = 1;
        numbers[number + TIME] = newest;
        numbers[number + SUM] = Double.doubleToRawLongBits(
                Double.longBitsToDouble(numbers[number + SUM]) * oldFactor + sum * newFactor);
        numbers[number + WEIGHT] = Double.doubleToRawLongBits(
                Double.longBitsToDouble(numbers[number + WEIGHT]) * oldFactor + weight * newFactor);
    }

    private double factor(long newest, long time) {
        return newest == time ? 1 : Math.pow(2, -((double) newest - time) / halfLifeMillis);
    }

    @Override
    public void merge(State into, int number, int object, State from, int fromNumber, int fromObject) {
        long[] other = from.numbers();
        if (other[fromNumber + PRESENT] != 0) {
            take(
                    into.numbers(),
                    number,
                    other[fromNumber + TIME],
                    Double.longBitsToDouble(other[fromNumber + SUM]),
                    Double.longBitsToDouble(other[fromNumber + WEIGHT]));
        }
    }

    @Override
    public @Nullable Object value(State state, int number, int object) {
        long[] numbers = state.numbers();
        return numbers[number + PRESENT] == 0
                ? null
                : (Object) (Double.longBitsToDouble(numbers[number + SUM])
                        / Double.longBitsToDouble(numbers[number + WEIGHT]));
    }
}
