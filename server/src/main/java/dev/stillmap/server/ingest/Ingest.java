package dev.stillmap.server.ingest;

import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.Event;
import dev.stillmap.server.input.EventSink;
import dev.stillmap.server.input.InputException;
import dev.stillmap.server.input.Inputs;
import dev.stillmap.server.input.ReadProgress;
import dev.stillmap.server.input.Rejected;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the events of inputs and requests to an engine, and counts what became of them. An input that fails stops nothing
 * but itself. Thread-safe.
 */
public final class Ingest implements EventTaker, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

    private static final int SECONDS_TO_END = 3;

    private final Engine engine;

    private final Consumer<Rejected> rejects;

    private final ExecutorService threads;

    private final List<Input> inputs = new CopyOnWriteArrayList<>();

    private final LongAdder rejected = new LongAdder();

    /** Held while a request's events are applied, so that none is half done between events. */
    private final ReentrantLock requests = new ReentrantLock(true);

    /** Written by who holds the lock. */
    private volatile long lastRequest;

    private volatile boolean closed;

    /** Reads an input to its end. */
    @FunctionalInterface
    public interface Reading {

        /**
         * Reads.
         *
         * @param sink takes the events
         * @param progress is told how far it is, and says whether to stop
         * @throws IOException if it cannot be read on; the message says which, where and why
         */
        void read(EventSink sink, ReadProgress progress) throws IOException;
    }

    /**
     * With no input yet.
     *
     * @param engine what events are applied to
     * @param rejects takes the lines that are not applied, in any thread
     */
    public Ingest(Engine engine, Consumer<Rejected> rejects) {
        this(engine, rejects, 0, 0);
    }

    /**
     * Goes on from what was saved.
     *
     * @param engine what events are applied to; has those of earlier inputs
     * @param rejects takes the lines that are not applied, in any thread
     * @param rejectedBefore lines that were rejected until then
     * @param lastRequest the last request that is in the engine
     */
    public Ingest(Engine engine, Consumer<Rejected> rejects, long rejectedBefore, long lastRequest) {
        this.engine = engine;
        this.rejects = rejects;
        this.lastRequest = lastRequest;
        rejected.add(rejectedBefore);
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newCachedThreadPool(task -> new Thread(task, "ingest-" + number.incrementAndGet()));
    }

    /**
     * An input that is to be read.
     *
     * @param name what it is called
     * @param size its bytes; -1 if that is not known
     * @param from what of it was read at an earlier time
     * @param reading reads the rest
     */
    public record Planned(String name, long size, SourcePosition from, Reading reading) {

        /**
         * One that is read from its beginning.
         *
         * @param name what it is called
         * @param size its bytes; -1 if that is not known
         * @param reading reads it
         */
        public Planned(String name, long size, Reading reading) {
            this(name, size, SourcePosition.START, reading);
        }
    }

    /**
     * Does something while no event is under way: what an engine holds then is exactly what came up to the positions of all inputs.
     * Inputs wait, each between two events. One caller at a time.
     *
     * @param action what to do; short
     * @param <T> what it makes
     * @return what it made
     */
    public <T> T betweenEvents(Supplier<T> action) {
        // Inputs that are started meanwhile are not at work before their lock is free.
        synchronized (inputs) {
            requests.lock();
            inputs.forEach(input -> input.lock.lock());
            try {
                return action.get();
            } finally {
                inputs.forEach(input -> input.lock.unlock());
                requests.unlock();
            }
        }
    }

    /**
     * How far the inputs have been read. Exact between events.
     *
     * @return by name
     */
    public Map<String, SourcePosition> positions() {
        Map<String, SourcePosition> positions = new LinkedHashMap<>();
        for (Input input : inputs) {
            positions.put(input.planned.name(), input.position());
        }
        return positions;
    }

    /**
     * Begins to read inputs one after the other, in a thread of their own: of files that follow each other in time the events
     * of the first would be late if the second were read beside it.
     *
     * @param sequence the inputs
     */
    public void start(List<Planned> sequence) {
        List<Input> own = sequence.stream().map(Input::new).toList();
        synchronized (inputs) {
            inputs.addAll(own);
        }
        threads.execute(() -> own.forEach(Input::run));
    }

    /**
     * Waits until all inputs that were started are at their ends.
     *
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public void awaitInputs() throws InterruptedException {
        for (Input input : inputs) {
            input.awaitEnd();
        }
    }

    /**
     * How far the inputs are.
     *
     * @return one for each, in the order they were started
     */
    public List<InputStatus> inputs() {
        return inputs.stream().map(Input::status).toList();
    }

    /**
     * Lines of inputs that were read since they were started, up to the last event of each.
     *
     * @return their number
     */
    public long linesRead() {
        long lines = 0;
        for (Input input : inputs) {
            lines += input.line - input.planned.from().line();
        }
        return lines;
    }

    /**
     * Lines that were not applied, of inputs and requests.
     *
     * @return their number
     */
    public long rejected() {
        return rejected.sum();
    }

    /**
     * Applies and counts events that are read elsewhere, of which there is no position.
     *
     * @return a sink, for any number of threads
     */
    public EventSink sink() {
        return new Sink();
    }

    /** Applies the events of a request; nothing of it, or its key, is remembered beyond this process. */
    @Override
    public Taken take(Submission submission) throws InputException {
        requests.lock();
        try {
            return take(
                    lastRequest + 1,
                    sourceOfRequest(),
                    submission,
                    System.currentTimeMillis()
                            + engine.definition().input().future().toMillis());
        } finally {
            requests.unlock();
        }
    }

    /**
     * A name for the lines of a request.
     *
     * @return a name that no other request has
     */
    public static String sourceOfRequest() {
        return "request-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /**
     * Applies the events of a request of a log, all of them between two moments of {@link #betweenEvents}.
     *
     * @param number its place in the log; {@link #lastRequest} says so from then on
     * @param source what its rejected lines are kept under
     * @param submission its events
     * @param latest events after this moment are rejected, in milliseconds since 1970
     * @return what became of them
     * @throws InputException if they cannot be read to their end; what came before was applied
     */
    public Taken take(long number, String source, Submission submission, long latest) throws InputException {
        requests.lock();
        try {
            Taking taking = new Taking();
            long accepted = Inputs.read(
                    engine.definition().input(),
                    submission.format(),
                    source,
                    submission.open(),
                    latest,
                    taking,
                    ReadProgress.UNWATCHED);
            return new Taken(source, accepted, taking.rejectedCount, taking.lines);
        } finally {
            lastRequest = number;
            requests.unlock();
        }
    }

    /**
     * The last request whose events were applied. Exact between events.
     *
     * @return its place in the log; 0 if there was none
     */
    public long lastRequest() {
        return lastRequest;
    }

    /** Stops reading, and waits until all that was read has been applied. */
    @Override
    public void close() {
        closed = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
                // Standard input may have nothing to read for ever.
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private class Sink implements EventSink {

        @Override
        public void accept(Event event, long line, String text) throws BadEventException {
            engine.apply(event);
        }

        @Override
        public void reject(Rejected line) {
            rejected.increment();
            rejects.accept(line);
        }
    }

    /** Of one request. */
    private final class Taking extends Sink {

        private final List<Taken.Line> lines = new ArrayList<>();

        private long rejectedCount;

        @Override
        public void reject(Rejected line) {
            super.reject(line);
            rejectedCount++;
            if (lines.size() < Taken.MOST_LINES) {
                lines.add(new Taken.Line(line.line(), line.reason()));
            }
        }
    }

    private final class Input extends Sink implements ReadProgress {

        private final Planned planned;

        /** Held for each event: the engine and the position change together. Fair, or who waits for the end of an event might wait for ever. */
        private final ReentrantLock lock = new ReentrantLock(true);

        private final LongAdder taken = new LongAdder();

        private final LongAdder refused = new LongAdder();

        private volatile long line;

        private volatile long bytes;

        private InputStatus.State state = InputStatus.State.READING;

        private @Nullable String error;

        Input(Planned planned) {
            this.planned = planned;
            line = planned.from().line();
            taken.add(planned.from().accepted());
            refused.add(planned.from().rejected());
        }

        SourcePosition position() {
            return new SourcePosition(line, taken.sum(), refused.sum());
        }

        void run() {
            @Nullable String failure = "it was not read to its end";
            try {
                planned.reading().read(this, this);
                failure = null;
            } catch (InputException e) {
                failure = e.getMessage();
                LOG.error("{}", failure);
            } catch (OutOfMemoryError e) {
                // What was read is let go of, so others may go on; entities are not.
                failure = "the heap is full (" + e.getMessage()
                        + "): give the server more by -Xmx, or keep fewer features or entities";
                LOG.error("{} failed", planned.name(), e);
            } catch (IOException | RuntimeException | Error e) {
                failure = e.toString();
                LOG.error("{} failed", planned.name(), e);
            } finally {
                end(failure);
            }
        }

        @Override
        public void accept(Event event, long at, String text) throws BadEventException {
            lock.lock();
            try {
                super.accept(event, at, text);
                taken.increment();
                line = at;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void reject(Rejected rejectedLine) {
            lock.lock();
            try {
                super.reject(rejectedLine);
                refused.increment();
                line = rejectedLine.line();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public long after() {
            return planned.from().line();
        }

        @Override
        public void read(long allBytes) {
            bytes = allBytes;
        }

        @Override
        public boolean isStopped() {
            return closed;
        }

        private synchronized void end(@Nullable String failure) {
            state = failure == null ? InputStatus.State.DONE : InputStatus.State.FAILED;
            error = failure;
            notifyAll();
        }

        synchronized void awaitEnd() throws InterruptedException {
            while (state == InputStatus.State.READING) {
                wait();
            }
        }

        synchronized InputStatus status() {
            return new InputStatus(planned.name(), state, taken.sum(), refused.sum(), bytes, planned.size(), error);
        }
    }
}
