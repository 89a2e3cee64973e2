package dev.stillmap.server.ingest;

import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.Event;
import dev.stillmap.server.input.EventSink;
import dev.stillmap.server.input.InputException;
import dev.stillmap.server.input.ReadProgress;
import dev.stillmap.server.input.Rejected;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the events of inputs and requests to an engine, and counts what became of them. An input that fails stops nothing
 * but itself. Thread-safe.
 */
public final class Ingest implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

    private static final int SECONDS_TO_END = 3;

    private final Engine engine;

    private final Consumer<Rejected> rejects;

    private final ExecutorService threads;

    private final List<Input> inputs = new CopyOnWriteArrayList<>();

    private final LongAdder rejected = new LongAdder();

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
        this.engine = engine;
        this.rejects = rejects;
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newCachedThreadPool(task -> new Thread(task, "ingest-" + number.incrementAndGet()));
    }

    /**
     * An input that is to be read.
     *
     * @param name what it is called
     * @param size its bytes; -1 if that is not known
     * @param reading reads it
     */
    public record Planned(String name, long size, Reading reading) {}

    /**
     * Begins to read inputs one after the other, in a thread of their own: of files that follow each other in time the events
     * of the first would be late if the second were read beside it.
     *
     * @param sequence the inputs
     */
    public void start(List<Planned> sequence) {
        List<Input> own = sequence.stream().map(Input::new).toList();
        inputs.addAll(own);
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
     * Lines that were not applied, of inputs and requests.
     *
     * @return their number
     */
    public long rejected() {
        return rejected.sum();
    }

    /**
     * What takes the events of requests.
     *
     * @return a sink, for any number of threads
     */
    public EventSink requests() {
        return new Sink();
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

    private final class Input extends Sink implements ReadProgress {

        private final Planned planned;

        private final LongAdder taken = new LongAdder();

        private final LongAdder refused = new LongAdder();

        private volatile long bytes;

        private InputStatus.State state = InputStatus.State.READING;

        private @Nullable String error;

        Input(Planned planned) {
            this.planned = planned;
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
        public void accept(Event event, long line, String text) throws BadEventException {
            super.accept(event, line, text);
            taken.increment();
        }

        @Override
        public void reject(Rejected line) {
            super.reject(line);
            refused.increment();
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
