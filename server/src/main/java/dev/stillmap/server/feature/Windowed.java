package dev.stillmap.server.feature;

import dev.stillmap.server.definition.WindowDefinition;
import dev.stillmap.server.event.Event;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate of the events of a window: of the slide that a moment lies in and those before it, as many as the window has.
 * The state is a ring of parts, one for each slide, and the number of the newest. An event that is older than the window is
 * not taken.
 */
final class Windowed {

    private static final int NEWEST = 0;

    private static final int HEAD = 1;

    private final Aggregate inner;

    private final int panes;

    private final long slideMillis;

    Windowed(Aggregate inner, WindowDefinition window) {
        this.inner = inner;
        this.panes = window.panes();
        this.slideMillis = window.slide().toMillis();
    }

    int numbers() {
        return HEAD + panes * inner.numbers();
    }

    int objects() {
        return panes * inner.objects();
    }

    /** Stored one above, since 0 is the state of no event. */
    private static long stored(long pane) {
        return pane >= 0 ? pane + 1 : pane;
    }

    private static long pane(long stored) {
        return stored > 0 ? stored - 1 : stored;
    }

    /** Whether the event was taken. */
    boolean add(State state, int number, int object, Arrival arrival) {
        Event event = arrival.event();
        long[] numbers = state.numbers();
        long pane = Math.floorDiv(event.time(), slideMillis);
        // Where the entity itself had nothing newer, nobody would see it either.
        if (pane <= Math.floorDiv(arrival.newest(), slideMillis) - panes) {
            return false;
        }
        if (numbers[number + NEWEST] == 0) {
            numbers[number + NEWEST] = stored(pane);
        }
        long newest = pane(numbers[number + NEWEST]);
        if (pane <= newest - panes) {
            return false;
        }
        if (pane > newest) {
            for (long passed = Math.max(newest + 1, pane - panes + 1); passed <= pane; passed++) {
                clear(state, number, object, passed);
            }
            numbers[number + NEWEST] = stored(pane);
        }
        inner.add(state, numberOf(number, pane), objectOf(object, pane), event);
        return true;
    }

    private void clear(State state, int number, int object, long pane) {
        int first = numberOf(number, pane);
        Arrays.fill(state.numbers(), first, first + inner.numbers(), 0);
        int firstObject = objectOf(object, pane);
        Arrays.fill(state.objects(), firstObject, firstObject + inner.objects(), null);
    }

    private int numberOf(int number, long pane) {
        return number + HEAD + Math.floorMod(pane, panes) * inner.numbers();
    }

    private int objectOf(int object, long pane) {
        return object + Math.floorMod(pane, panes) * inner.objects();
    }

    /** As of a moment, which is not before the newest event. */
    @Nullable
    Object value(State state, int number, int object, long now) {
        State sum = State.empty(inner.numbers(), inner.objects());
        long[] numbers = state.numbers();
        if (numbers[number + NEWEST] != 0) {
            long newest = pane(numbers[number + NEWEST]);
            long last = Math.max(newest, Math.floorDiv(now, slideMillis));
            for (long pane = last - panes + 1; pane <= newest; pane++) {
                inner.merge(sum, 0, 0, state, numberOf(number, pane), objectOf(object, pane));
            }
        }
        return inner.value(sum, 0, 0);
    }
}
