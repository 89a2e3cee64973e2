package dev.stillmap.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Random lives, interleaved as those of a busy map are. All are legal, but for one jump where that is asked for. */
final class Lives {
    private static final int AT_ONCE = 16;
    private static final int NEVER = -1;

    private static final class Life {
        final long iteration;
        int steps;

        @Nullable
        IterationState state;

        Life(long iteration) {
            this.iteration = iteration;
        }

        TransitionRecord go(IterationState next) {
            TransitionRecord made = record(iteration, steps++, state, next);
            state = next;
            return made;
        }
    }

    private final Random random;
    private final List<Life> alive = new ArrayList<>();
    private @Nullable Life released;

    private Lives(long seed) {
        random = new Random(seed);
    }

    static void legal(long seed, int count, Consumer<TransitionRecord> sink) {
        new Lives(seed).run(count, NEVER, sink);
    }

    /** The one illegal record, which is at a random place. */
    static TransitionRecord withOneIllegal(long seed, int count, Consumer<TransitionRecord> sink) {
        Lives lives = new Lives(seed);
        return lives.run(count, 1 + lives.random.nextInt(2 * count - 1), sink);
    }

    static TransitionRecord record(long iteration, int step, @Nullable IterationState from, IterationState to) {
        return new TransitionRecord(
                "map", Watched.VIEW, iteration, "LIVE", step, from, to, Place.UNKNOWN, "main#1", 0, false, null);
    }

    private @Nullable TransitionRecord run(int count, int illegalAt, Consumer<TransitionRecord> sink) {
        TransitionRecord illegal = null;
        int begun = 0;
        for (int made = 0; begun < count || !alive.isEmpty(); made++) {
            TransitionRecord next;
            if (illegalAt != NEVER && made >= illegalAt && illegal == null && (released != null || !alive.isEmpty())) {
                next = illegal = illegal();
            } else if (alive.isEmpty() || (begun < count && alive.size() < AT_ONCE && random.nextBoolean())) {
                Life life = new Life(++begun);
                alive.add(life);
                next = life.go(IterationState.CREATED);
            } else {
                next = legal();
            }
            sink.accept(next);
        }
        return illegal;
    }

    private TransitionRecord legal() {
        int index = random.nextInt(alive.size());
        Life life = alive.get(index);
        TransitionRecord made = life.go(any(List.copyOf(life.state.successors())));
        if (life.state == IterationState.RELEASED) {
            released = alive.remove(index);
        }
        return made;
    }

    /** One that was released goes on for this one step only: each further one would be illegal, too. */
    private TransitionRecord illegal() {
        Life life = alive.isEmpty() || (released != null && random.nextInt(6) == 0) ? released : any(alive);
        List<IterationState> forbidden = new ArrayList<>(List.of(IterationState.values()));
        forbidden.removeAll(life.state.successors());
        return life.go(any(forbidden));
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
