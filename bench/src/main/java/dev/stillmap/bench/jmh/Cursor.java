package dev.stillmap.bench.jmh;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A thread's place in an array of arrivals or operations. */
@State(Scope.Thread)
public class Cursor {
    private int position;

    /** A place at the start. */
    public Cursor() {}

    int next() {
        return position++;
    }

    static Object at(Object[] arrivals, int position) {
        return arrivals[position & (arrivals.length - 1)];
    }
}
