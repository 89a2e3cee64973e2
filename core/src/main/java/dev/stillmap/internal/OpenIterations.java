package dev.stillmap.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The declared iterations of a map: those that are open, and how many there were. Made with the first of them. */
final class OpenIterations {

    final Set<OpenIteration> open;

    final Tally opened = new Tally();

    final Tally leaked = new Tally();

    OpenIterations() {
        assert Allocations.permit("open iterations");
        open = ConcurrentHashMap.newKeySet();
    }
}
