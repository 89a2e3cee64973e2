package dev.stillmap.trace;

/**
 * Something that an audited iteration did not do as promised, or that nobody can tell. Immutable.
 *
 * @param iteration the iteration's number
 * @param kind what was seen
 * @param verdict what it means
 * @param text what, where and what to do, for a log
 */
public record Finding(long iteration, Kind kind, Verdict verdict, String text) {

    /** What was seen. */
    public enum Kind {
        /** An entry of the start was not returned, though nobody removed it. */
        MISSED,
        /** A key was returned twice, though nobody removed it and put it back. */
        REPEATED,
        /** A key was returned that was not there at the start, though nobody put it. */
        INVENTED,
        /** A value was another one than at the start, though nobody changed it. */
        CHANGED,
        /** The map says that it has more or fewer entries than its iterator returns. */
        SIZE,
        /** The iteration did not come to its end. */
        ABANDONED,
        /** The map's iterator threw an exception. */
        FAILED
    }

    /** What it means. */
    public enum Verdict {
        /** The map broke its promise. */
        WRONG,
        /** The map was changed past the wrapper, so nobody can tell. */
        UNKNOWN,
        /** Nothing: the loop was left. */
        ABANDONED,
        /** The map noticed something by itself. */
        FAILED
    }

    @Override
    public String toString() {
        return verdict + " " + kind + " in iteration " + iteration + ": " + text;
    }
}
