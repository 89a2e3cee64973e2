package dev.stillmap.fuzz;

import dev.stillmap.Stamped;

/** A stamp, and whether its key is known to have been written since. */
final class Held {
    final Side side;
    final Object key;
    final Stamped<Integer> stamped;
    boolean written;

    Held(Side side, Object key, Stamped<Integer> stamped) {
        this.side = side;
        this.key = key;
        this.stamped = stamped;
    }
}
