package dev.stillmap.trace;

import dev.stillmap.internal.flight.FlightEvents;
import dev.stillmap.internal.flight.FlightLog;
import java.lang.System.Logger;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Passes what the iterations and snapshots of one map report to sinks. Off until it has one: then an iteration pays for
 * a null check at its beginning and one for each bucket. An iteration that began while it was off is not traced.
 *
 * <p>The tracer of a map that was given a name is known to Flight Recorder: it is on while a recording asks for {@code
 * dev.stillmap.IterationTransition} events and the event's setting {@code maps} names the map, is {@code *}, or is absent.
 * Settings that are changed while a recording runs count when one begins or ends next.
 *
 * <p><b>Thread-safety.</b> All methods may be called by any thread. Sinks are called without a lock.
 *
 * <p><b>Illegal transitions</b> are a mistake of the map. With {@code -Dstillmap.development=true} they throw {@link
 * IllegalIterationStateException}; otherwise they are counted, logged (logger {@code dev.stillmap}) and written as
 * Flight Recorder events named {@code dev.stillmap.IllegalTransition}.
 */
public final class IterationTracer {

    private static final Logger LOGGER = System.getLogger("dev.stillmap");

    private static final AtomicLong NAMES = new AtomicLong();

    /** What only a tracer that is or was on needs. */
    private static final class Traced {

        final Set<IterationLife> alive = ConcurrentHashMap.newKeySet();

        final AtomicLong illegalTransitions = new AtomicLong();

        final AtomicLong sinkFailures = new AtomicLong();
    }

    private final String name;

    /** Of a map without a name, whose kind is {@link #name}; otherwise 0. */
    private final long number;

    private final boolean development = Boolean.getBoolean("stillmap.development");

    /** Null while there is none: this is the check that a map without tracing pays for. */
    private volatile TraceSink @Nullable [] sinks;

    private volatile boolean recordsCallers = true;

    /** Made with the first sink, and kept. */
    private volatile @Nullable Traced traced;

    private IterationTracer(String name, long number) {
        this.name = name;
        this.number = number;
    }

    /**
     * Makes the tracer of a map. One with a name is known to Flight Recorder for as long as it is reachable.
     *
     * @param mapName the map's name, which need not be unique; null for a map without one
     * @param kind what stands in for the name, with a number
     * @return a tracer that is off, unless a recording asks for the name
     */
    public static IterationTracer of(@Nullable String mapName, String kind) {
        if (mapName == null) {
            return new IterationTracer(kind, NAMES.incrementAndGet());
        }
        IterationTracer tracer = new IterationTracer(mapName, 0);
        if (FlightRecording.isAvailable()) {
            FlightRecording.register(tracer);
        }
        return tracer;
    }

    /**
     * Checks the name of a map, as builders do.
     *
     * @param name the name
     * @return the name
     * @throws IllegalArgumentException if it is empty or {@code *}, or has a comma: it could not be asked for
     */
    public static String checkedName(String name) {
        if (name.isBlank()
                || name.equals("*")
                || name.contains(",")
                || !name.strip().equals(name)) {
            throw new IllegalArgumentException("the name '" + name + "' of a map: it must not be blank or *, and have"
                    + " neither commas nor blanks at its ends");
        }
        return name;
    }

    /**
     * The name that records carry.
     *
     * @return the map's name, or one made up
     */
    public String mapName() {
        return number == 0 ? name : name + "-" + number;
    }

    /**
     * Whether the map was given a name.
     *
     * @return false if {@link #mapName()} was made up
     */
    public boolean isNamed() {
        return number == 0;
    }

    /**
     * Whether there is a sink.
     *
     * @return whether iterations that begin now are traced
     */
    public boolean isOn() {
        return sinks != null;
    }

    /**
     * Adds a sink for what happens from now on; does nothing if this very object is there.
     *
     * @param sink the sink
     */
    public synchronized void addSink(TraceSink sink) {
        Objects.requireNonNull(sink);
        if (traced == null) {
            traced = new Traced();
        }
        TraceSink[] before = sinks;
        if (before == null) {
            sinks = new TraceSink[] {sink};
        } else if (Arrays.stream(before).noneMatch(other -> other == sink)) {
            TraceSink[] after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = sink;
            sinks = after;
        }
    }

    /**
     * Takes a sink away; does nothing if it is not there.
     *
     * @param sink the sink
     */
    public synchronized void removeSink(TraceSink sink) {
        TraceSink[] before = sinks;
        if (before != null) {
            TraceSink[] after =
                    Arrays.stream(before).filter(other -> other != sink).toArray(TraceSink[]::new);
            sinks = after.length == 0 ? null : after;
        }
    }

    /**
     * Whether to note where iterations and snapshots are opened, so that a leak can say it; on by default. It costs a
     * walk over the stack, some microseconds, for each that is opened while tracing is on.
     *
     * @param record whether to
     */
    public void recordCallers(boolean record) {
        recordsCallers = record;
    }

    /**
     * What is traced and has not been released, in no order. O(n).
     *
     * @return a copy
     */
    public List<IterationLife> alive() {
        Traced made = traced;
        return made == null ? List.of() : List.copyOf(made.alive);
    }

    /**
     * Illegal transitions so far.
     *
     * @return a counter
     */
    public long illegalTransitions() {
        Traced made = traced;
        return made == null ? 0 : made.illegalTransitions.get();
    }

    /**
     * Records that a sink did not take.
     *
     * @return a counter
     */
    public long sinkFailures() {
        Traced made = traced;
        return made == null ? 0 : made.sinkFailures.get();
    }

    /**
     * Begins the life of something, for the map and whoever iterates over it.
     *
     * @param watched what begins
     * @param contract what it is promised
     * @param place where it begins
     * @return its life, or null if no sink wants it
     */
    public @Nullable IterationLife begin(Watched watched, String contract, Place place) {
        if (!isWanted(watched)) {
            return null;
        }
        IterationLife life = new IterationLife(this, watched, contract, place, recordsCallers ? Callers.first() : null);
        // In this order, since a life that could not begin is never released.
        life.begin();
        traced().alive.add(life);
        return life;
    }

    private boolean isWanted(Watched watched) {
        TraceSink[] now = sinks;
        if (now != null) {
            for (TraceSink sink : now) {
                if (sink.takes(watched)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Traced traced() {
        return Objects.requireNonNull(traced);
    }

    void ended(IterationLife life) {
        traced().alive.remove(life);
    }

    void pass(TransitionRecord made) {
        TraceSink[] now = sinks;
        if (now == null) {
            return;
        }
        for (TraceSink sink : now) {
            try {
                if (sink.takes(made.watched())) {
                    sink.accept(made);
                }
            } catch (VirtualMachineError e) {
                throw e;
            } catch (Throwable e) {
                // A sink that fails must not fail the iteration; the first time it says why.
                if (traced().sinkFailures.getAndIncrement() == 0) {
                    LOGGER.log(Logger.Level.WARNING, "a sink of the trace of map " + mapName() + " failed", e);
                }
            }
        }
    }

    void illegal(TransitionRecord made) {
        traced().illegalTransitions.incrementAndGet();
        String message = "illegal transition: " + made;
        LOGGER.log(Logger.Level.ERROR, message);
        if (FlightRecording.isAvailable()) {
            FlightRecording.illegal(made);
        }
        if (FlightLog.wants(FlightLog.Kind.VIOLATION)) {
            FlightEvents.violation(this, "ILLEGAL_TRANSITION", message);
        }
        if (development) {
            throw new IllegalIterationStateException(message);
        }
    }
}
