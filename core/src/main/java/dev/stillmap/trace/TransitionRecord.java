package dev.stillmap.trace;

import org.jspecify.annotations.Nullable;

/**
 * One step in the life of an iteration or snapshot. Immutable.
 *
 * @param map the map's name
 * @param watched what lives
 * @param iteration its number, unique in this JVM
 * @param contract what it is promised: {@code LIVE}, {@code SNAPSHOT}, {@code GO}, {@code AUDITED} or {@code LOCKED}
 * @param step how many steps it has made before: 0 for the first
 * @param from the state before; null for the first step, which leads to {@link IterationState#CREATED}
 * @param to the state after
 * @param place where it is
 * @param thread the name of the thread that made the step, with its number
 * @param nanos {@link System#nanoTime()} of the step
 * @param leaked whether it was released because it had been dropped without a close
 * @param caller on the first step and on a leak: where it was opened, if callers are recorded; else null
 */
public record TransitionRecord(
        String map,
        Watched watched,
        long iteration,
        String contract,
        int step,
        @Nullable IterationState from,
        IterationState to,
        Place place,
        String thread,
        long nanos,
        boolean leaked,
        @Nullable String caller) {

    /**
     * One line, for a log or a terminal.
     *
     * @return what stands in this record
     */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        line.append(map).append(' ').append(watched).append(' ').append(iteration);
        line.append(' ').append(contract).append(" #").append(step).append(": ");
        line.append(from == null ? "" : from + " -> ").append(to).append(leaked ? " (leaked)" : "");
        if (place.buckets() > 0) {
            line.append(", bucket ").append(place.bucket()).append(" of ").append(place.buckets());
            line.append(" (").append(place.moved()).append(" moved), slot ").append(place.slot());
            line.append(", epoch ").append(place.epoch());
        }
        line.append(", ").append(thread).append(", ").append(nanos).append(" ns");
        return caller == null
                ? line.toString()
                : line.append(", opened at ").append(caller).toString();
    }
}
