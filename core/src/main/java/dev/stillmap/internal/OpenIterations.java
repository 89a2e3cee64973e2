package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import dev.stillmap.IterationContract;
import dev.stillmap.stats.IterationOutcome;
import dev.stillmap.stats.IterationStats;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The declared iterations of a map: those that are open, and how many there were. Made with the first of them. */
final class OpenIterations {

    private final Set<OpenIteration> open;

    private final Map<IterationContract, IterationSums> sums = new EnumMap<>(IterationContract.class);

    OpenIterations() {
        assert Allocations.permit("open iterations");
        open = ConcurrentHashMap.newKeySet();
        for (IterationContract contract : IterationContract.values()) {
            sums.put(contract, new IterationSums());
        }
    }

    Set<OpenIteration> open() {
        return open;
    }

    void add(OpenIteration iteration) {
        open.add(iteration);
        of(iteration.contract).countOpened();
    }

    /** Counts the end of a listed one, once; whether it was listed. */
    boolean remove(OpenIteration iteration, IterationOutcome outcome) {
        boolean wasOpen = open.remove(iteration);
        if (wasOpen) {
            of(iteration.contract).countEnded(outcome);
        }
        return wasOpen;
    }

    private IterationSums of(IterationContract contract) {
        return requireNonNull(sums.get(contract));
    }

    /** The figures of each contract. */
    static Map<IterationContract, IterationStats> stats(@Nullable OpenIterations iterations) {
        Map<IterationContract, IterationStats> stats = new EnumMap<>(IterationContract.class);
        for (IterationContract contract : IterationContract.values()) {
            stats.put(
                    contract,
                    iterations == null
                            ? IterationStats.NONE
                            : iterations.of(contract).stats(iterations.countOpen(contract)));
        }
        return Collections.unmodifiableMap(stats);
    }

    private int countOpen(IterationContract contract) {
        return (int) open.stream()
                .filter(iteration -> iteration.contract == contract)
                .count();
    }
}
