package dev.stillmap.server.feature;

import dev.stillmap.server.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * Mean and standard deviation of a number, kept as count, mean and sum of squared differences from it, which loses no
 * digits where values are large and close together (Welford 1962; for parts of a window, Chan et al. 1979).
 */
final class Moments implements Aggregate {

    private static final int COUNT = 0;

    /** As bits of a double. */
    private static final int MEAN = 1;

    /** As bits of a double. */
    private static final int SQUARES = 2;

    private final int field;

    private final int scale;

    private final boolean deviation;

    Moments(int field, int scale, boolean deviation) {
        this.field = field;
        this.scale = scale;
        this.deviation = deviation;
    }

    @Override
    public int numbers() {
        return 3;
    }

    @Override
    public void add(State state, int number, int object, Event event) {
        take(state.numbers(), number, 1, Numbers.real(event.number(field), scale), 0);
    }

    private static void take(long[] numbers, int number, long count, double mean, double squares) {
        long before = numbers[number + COUNT];
        long all = before + count;
        double difference = mean - real(numbers[number + MEAN]);
        double newMean = real(numbers[number + MEAN]) + difference * count / all;
        double newSquares =
                real(numbers[number + SQUARES]) + squares + difference * difference * ((double) before * count / all);
        numbers[number + COUNT] = all;
        numbers[number + MEAN] = Double.doubleToRawLongBits(newMean);
        numbers[number + SQUARES] = Double.doubleToRawLongBits(newSquares);
    }

    private static double real(long bits) {
        return Double.longBitsToDouble(bits);
    }

    @Override
    public void merge(State into, int number, int object, State from, int fromNumber, int fromObject) {
        long[] other = from.numbers();
        if (other[fromNumber + COUNT] > 0) {
            take(
                    into.numbers(),
                    number,
                    other[fromNumber + COUNT],
                    real(other[fromNumber + MEAN]),
                    real(other[fromNumber + SQUARES]));
        }
    }

    @Override
    public @Nullable Object value(State state, int number, int object) {
        long count = state.numbers()[number + COUNT];
        if (count == 0) {
            return null;
        }
        return deviation
                ? (Object) Math.sqrt(real(state.numbers()[number + SQUARES]) / count)
                : (Object) real(state.numbers()[number + MEAN]);
    }
}
