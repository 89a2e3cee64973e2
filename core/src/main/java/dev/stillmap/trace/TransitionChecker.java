package dev.stillmap.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds a stream of records, live or recorded, against the rules of {@link IterationState}, and reports each illegal
 * jump with the five records before and after it.
 *
 * <p>A jump is illegal if the state may not follow the one before, if the state before is not the one in which the
 * iteration was seen last, or if something follows {@link IterationState#RELEASED}. Records of one iteration have to
 * come in the order of their steps. Missing ones (a recording that begins late, a ring that was too small) are counted
 * and not held against anyone: from then on the iteration is judged by what its record says.
 *
 * <p><b>Thread-safety.</b> May be the sink of any number of tracers. It calls the consumer under its lock.
 *
 * <p><b>Memory.</b> A state for each iteration that has not been released, and for the last {@value #REMEMBERED} that have.
 */
public final class TransitionChecker implements TraceSink {

    private static final int CONTEXT = 5;

    private static final int REMEMBERED = 10_000;

    private record Seen(int step, IterationState state) {}

    /** A jump that waits for the records after it. */
    private static final class Pending {

        final TransitionRecord transition;

        final String reason;

        final List<TransitionRecord> before;

        final List<TransitionRecord> after = new ArrayList<>();

        Pending(TransitionRecord transition, String reason, List<TransitionRecord> before) {
            this.transition = transition;
            this.reason = reason;
            this.before = before;
        }

        IllegalJump complete() {
            return new IllegalJump(transition, reason, before, List.copyOf(after));
        }
    }

    private final Consumer<IllegalJump> found;

    private final Map<Long, Seen> alive = new HashMap<>();

    private final Map<Long, Seen> released = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Seen> eldest) {
            return size() > REMEMBERED;
        }
    };

    private final ArrayDeque<TransitionRecord> last = new ArrayDeque<>();

    private final ArrayDeque<Pending> pending = new ArrayDeque<>();

    private long records;

    private long missing;

    private long illegal;

    /**
     * Makes a checker that has seen nothing.
     *
     * @param found takes each illegal jump when five more records have come, or at {@link #finish}
     */
    public TransitionChecker(Consumer<IllegalJump> found) {
        this.found = Objects.requireNonNull(found);
    }

    @Override
    public synchronized void accept(TransitionRecord transition) {
        records++;
        String reason = judge(transition);
        for (Pending waiting : pending) {
            waiting.after.add(transition);
        }
        if (reason != null) {
            illegal++;
            pending.add(new Pending(transition, reason, List.copyOf(last)));
        }
        if (last.size() == CONTEXT) {
            last.removeFirst();
        }
        last.addLast(transition);
        while (!pending.isEmpty() && pending.element().after.size() == CONTEXT) {
            found.accept(pending.remove().complete());
        }
    }

    /** Reports the jumps that still wait for records after them. */
    public synchronized void finish() {
        for (Iterator<Pending> rest = pending.iterator(); rest.hasNext(); rest.remove()) {
            found.accept(rest.next().complete());
        }
    }

    /**
     * Records seen so far.
     *
     * @return a counter
     */
    public synchronized long records() {
        return records;
    }

    /**
     * Records that must have been there before others, and were not seen.
     *
     * @return a counter
     */
    public synchronized long missing() {
        return missing;
    }

    /**
     * Illegal jumps so far, those included that have not been reported yet.
     *
     * @return a counter
     */
    public synchronized long illegal() {
        return illegal;
    }

    /** What is wrong, or null. */
    private @Nullable String judge(TransitionRecord made) {
        long id = made.iteration();
        Seen over = released.get(id);
        Seen before = over == null ? alive.get(id) : over;
        Seen now = new Seen(made.step(), made.to());
        if (over == null && made.to() != IterationState.RELEASED) {
            alive.put(id, now);
        } else {
            alive.remove(id);
            released.put(id, new Seen(made.step(), IterationState.RELEASED));
        }
        IterationState from = made.from();
        if (over != null) {
            return "iteration " + id + " was released before";
        }
        if (before != null && made.step() <= before.step) {
            return "step " + made.step() + " comes after step " + before.step;
        }
        int expected = before == null ? 0 : before.step + 1;
        missing += made.step() - expected;
        if (from == null) {
            if (before != null || made.step() != 0) {
                return "iteration " + id + " begins a second time";
            }
            return made.to() == IterationState.CREATED ? null : "a life begins with CREATED, not with " + made.to();
        }
        if (before != null && made.step() == expected && from != before.state) {
            return "it was " + before.state + ", but the step is made from " + from;
        }
        return from.mayGoTo(made.to()) ? null : made.to() + " may not follow " + from;
    }
}
