package dev.stillmap.server.input;

import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads and parses in a thread of its own, some blocks of lines ahead of the thread that takes them, so that two cores work on one
 * input. What is taken is the same, and in the same order. For one source.
 */
final class ReadAhead {

    private static final int LINES = 512;

    /** A block has one line more at most. */
    private static final int CHARACTERS = 1 << 17;

    private static final int BLOCKS = 4;

    /** How soon it is seen that reading is to stop. */
    private static final long LOOK_MILLIS = 50;

    /** Reads to the end, or until it is stopped. */
    @FunctionalInterface
    interface Reading {

        void read(EventSink sink, ReadProgress progress) throws IOException;
    }

    /** An event, or a line that is none. */
    private record Line(
            @Nullable Event event,
            long number,
            String text,
            @Nullable Rejected rejected) {}

    /** Lines, and whether and why they are the last. */
    private static final class Block {

        private final List<Line> lines = new ArrayList<>(LINES);

        private int characters;

        private boolean isLast;

        /** An {@link IOException}, or what is no exception that is known. */
        private @Nullable Throwable failure;
    }

    private final String source;

    private final EventSink sink;

    private final ReadProgress progress;

    private final BlockingQueue<Block> blocks = new ArrayBlockingQueue<>(BLOCKS);

    private volatile boolean cancelled;

    private long taken;

    ReadAhead(String source, EventSink sink, ReadProgress progress) {
        this.source = source;
        this.sink = sink;
        this.progress = progress;
    }

    /** Fills blocks. For the thread that reads. */
    private final class Filling implements EventSink, ReadProgress {

        private Block block = new Block();

        @Override
        public void accept(Event event, long line, String text) {
            add(new Line(event, line, text, null));
        }

        @Override
        public void reject(Rejected line) {
            add(new Line(null, line.line(), line.text(), line));
        }

        private void add(Line line) {
            block.lines.add(line);
            block.characters += line.text.length();
            if (block.lines.size() == LINES || block.characters > CHARACTERS) {
                pass();
                block = new Block();
            }
        }

        void end(@Nullable Throwable failure) {
            block.isLast = true;
            block.failure = failure;
            pass();
        }

        private void pass() {
            try {
                boolean passed = false;
                while (!passed && !cancelled) {
                    passed = blocks.offer(block, LOOK_MILLIS, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                // Only who takes no more interrupts.
                cancelled = true;
            }
        }

        @Override
        public void read(long allBytes) {
            progress.read(allBytes);
        }

        @Override
        public long after() {
            return progress.after();
        }

        @Override
        public boolean isStopped() {
            return cancelled || progress.isStopped();
        }
    }

    /**
     * Takes all lines.
     *
     * @throws IOException if they cannot be read on; what came before has been taken
     */
    void run(Reading reading) throws IOException {
        Thread reader = new Thread(() -> fill(reading), "read-ahead");
        reader.setDaemon(true);
        reader.start();
        boolean ended = false;
        try {
            while (!ended && !progress.isStopped()) {
                // Nothing may come for ever, as from a pipe.
                Block block = blocks.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (block != null) {
                    take(block);
                    ended = block.isLast;
                    rethrow(block.failure);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputException(source + " was not read to its end: its thread was interrupted", e);
        } finally {
            cancelled = true;
            reader.interrupt();
        }
    }

    private void fill(Reading reading) {
        Filling filling = new Filling();
        @Nullable Throwable failure = null;
        try {
            reading.read(filling, filling);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
        filling.end(failure);
    }

    private void take(Block block) {
        for (Line line : block.lines) {
            if (progress.isStopped()) {
                return;
            }
            if (line.event == null) {
                sink.reject(Objects.requireNonNull(line.rejected));
                continue;
            }
            try {
                sink.accept(line.event, line.number, line.text);
                taken++;
            } catch (BadEventException e) {
                sink.reject(new Rejected(source, line.number, String.valueOf(e.getMessage()), line.text));
            }
        }
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException known) {
            throw known;
        }
        if (failure instanceof RuntimeException unexpected) {
            throw unexpected;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    /** Events that were taken, also after a failure. */
    long taken() {
        return taken;
    }
}
