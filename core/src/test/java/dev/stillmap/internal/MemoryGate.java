package dev.stillmap.internal;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Refuses one allocation of the operations that run under guard: at one site, the one with the number that was asked
 * for.
 */
final class MemoryGate implements Consumer<String> {
    private final String refusedSite;
    private final int refusedTime;
    private final Map<String, Integer> times = new TreeMap<>();
    private boolean guards;
    private Refusal refusal;

    /** The error that the map meets. */
    static final class Refusal extends OutOfMemoryError {
        private static final long serialVersionUID = 1;

        Refusal(String site) {
            super("refused: " + site);
        }
    }

    /** What comes of it to the caller of {@link #guarding}. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(Refusal refusal) {
            super(refusal);
        }
    }

    /** Refuses memory to the site at this time, counted from 1. */
    MemoryGate(String site, int time) {
        refusedSite = site;
        refusedTime = time;
    }

    /** Permits everything. */
    MemoryGate() {
        this("", 0);
    }

    /** How often each site was asked for under guard. */
    Map<String, Integer> times() {
        return times;
    }

    boolean hasRefused() {
        return refusal != null;
    }

    @Override
    public void accept(String site) {
        if (guards) {
            int time = times.merge(site, 1, Integer::sum);
            if (time == refusedTime && site.equals(refusedSite)) {
                refusal = new Refusal(site);
                throw refusal;
            }
        }
    }

    /** Runs an operation of which an allocation may be refused; throws {@link Refused} if that reached its caller. */
    <T> T guarding(Supplier<T> operation) {
        guards = true;
        try {
            return operation.get();
        } catch (Refusal thrown) {
            throw new Refused(thrown);
        } finally {
            guards = false;
        }
    }
}
