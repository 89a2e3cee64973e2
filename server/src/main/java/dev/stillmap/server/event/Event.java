package dev.stillmap.server.event;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * One event: a value for each field that it has, by the field's position. Numbers of every kind are longs: of a decimal the
 * digits without the point, of a timestamp milliseconds since 1970, of a boolean 0 or 1. Not changed once it is made; may be
 * read by any thread.
 */
public final class Event {

    private final long[] numbers;

    private final @Nullable String[] texts;

    private final BitSet present;

    private final int time;

    Event(int fields, int time) {
        this.numbers = new long[fields];
        this.texts = new String[fields];
        this.present = new BitSet(fields);
        this.time = time;
    }

    void set(int field, long number) {
        numbers[field] = number;
        present.set(field);
    }

    void set(int field, String text) {
        texts[field] = text;
        present.set(field);
    }

    /**
     * Whether the event has the field.
     *
     * @param field the field's position
     * @return whether it has a value
     */
    public boolean has(int field) {
        return present.get(field);
    }

    /**
     * The value of a field that is no string.
     *
     * @param field the field's position
     * @return the value; 0 if it has none
     */
    public long number(int field) {
        return numbers[field];
    }

    /**
     * The value of a string field.
     *
     * @param field the field's position
     * @return the value; null if it has none
     */
    public @Nullable String text(int field) {
        return texts[field];
    }

    /**
     * The moment of the event.
     *
     * @return milliseconds since 1970
     */
    public long time() {
        return numbers[time];
    }
}
