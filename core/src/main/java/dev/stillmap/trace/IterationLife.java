package dev.stillmap.trace;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The state of one iteration or snapshot whose map is traced. Whoever iterates reports each state here; this holds it
 * against the rules and passes it to the tracer's sinks. It refers neither to the iteration nor to keys and values.
 *
 * <p><b>Thread-safety.</b> Steps are for one thread at a time, as the iteration is. {@link #state()} and {@link
 * #place()} may be read by any thread. {@link #release} may come from a cleaner once nobody else can step.
 */
public final class IterationLife {

    private static final AtomicLong IDS = new AtomicLong();

    /** A close and a cleaner may both release: once. */
    private static final AtomicReferenceFieldUpdater<IterationLife, IterationState> STATE =
            AtomicReferenceFieldUpdater.newUpdater(IterationLife.class, IterationState.class, "state");

    private static final Cleaner CLEANER = Cleaner.create();

    private final IterationTracer tracer;

    private final Watched watched;

    private final String contract;

    private final long id = nextId();

    private final @Nullable String openedAt;

    private final long beganAt = System.nanoTime();

    private volatile IterationState state = IterationState.CREATED;

    private volatile Place place;

    private int steps;

    IterationLife(IterationTracer tracer, Watched watched, String contract, Place place, @Nullable String openedAt) {
        this.tracer = tracer;
        this.watched = watched;
        this.contract = contract;
        this.place = place;
        this.openedAt = openedAt;
    }

    /** Reports the first state; apart from the constructor so that a sink never sees half an object. */
    void begin() {
        report(null, IterationState.CREATED, false, openedAt);
    }

    /**
     * A number for an iteration that is listed without being traced.
     *
     * @return a number that no life in this JVM has
     */
    public static long nextId() {
        return IDS.incrementAndGet();
    }

    /**
     * Releases the life when its owner is found unreachable, if it has not been released by then: as leaked, unless it
     * is a view or has come to its end.
     *
     * @param owner what iterates; nothing that this life refers to may refer to it
     */
    public void endsWith(Object owner) {
        CLEANER.register(owner, this::dropped);
    }

    private void dropped() {
        release(watched != Watched.VIEW && state != IterationState.EXHAUSTED);
    }

    /**
     * Where the iteration was opened.
     *
     * @return a frame of a stack, or null if callers are not recorded
     */
    public @Nullable String openedAt() {
        return openedAt;
    }

    /**
     * When it began.
     *
     * @return {@link System#nanoTime()} of the beginning
     */
    public long beganAt() {
        return beganAt;
    }

    /**
     * The number that records carry.
     *
     * @return the number, unique in this JVM
     */
    public long id() {
        return id;
    }

    /**
     * What lives.
     *
     * @return what was given at the beginning
     */
    public Watched watched() {
        return watched;
    }

    /**
     * What it is promised.
     *
     * @return what was given at the beginning
     */
    public String contract() {
        return contract;
    }

    /**
     * The state reported last.
     *
     * @return the state
     */
    public IterationState state() {
        return state;
    }

    /**
     * The place reported last.
     *
     * @return the place
     */
    public Place place() {
        return place;
    }

    /**
     * Notes where the iteration is, and reports if its state is another one than before.
     *
     * @param next the state that it is in now
     * @param where where it is now
     * @throws IllegalIterationStateException in development mode, if that state may not follow the one before
     */
    public void moveTo(IterationState next, Place where) {
        place = where;
        IterationState before = state;
        if (next != before) {
            state = next;
            made(before, next, false, null);
        }
    }

    /**
     * Ends the life; does nothing if it has ended.
     *
     * @param leaked whether it was dropped although it was to be closed
     */
    public void release(boolean leaked) {
        IterationState before = STATE.getAndSet(this, IterationState.RELEASED);
        if (before != IterationState.RELEASED) {
            made(before, IterationState.RELEASED, leaked, leaked ? openedAt : null);
        }
    }

    private void made(IterationState before, IterationState next, boolean leaked, @Nullable String caller) {
        if (next == IterationState.RELEASED) {
            tracer.ended(this);
        }
        TransitionRecord made = report(before, next, leaked, caller);
        if (!before.mayGoTo(next)) {
            tracer.illegal(made);
        }
    }

    private TransitionRecord report(
            @Nullable IterationState from, IterationState to, boolean leaked, @Nullable String caller) {
        Thread thread = Thread.currentThread();
        TransitionRecord made = new TransitionRecord(
                tracer.mapName(),
                watched,
                id,
                contract,
                steps++,
                from,
                to,
                place,
                thread.getName() + "#" + idOf(thread),
                System.nanoTime(),
                leaked,
                caller);
        tracer.pass(made);
        return made;
    }

    @SuppressWarnings("deprecation") // its successor came with Java 19
    private static long idOf(Thread thread) {
        return thread.getId();
    }
}
