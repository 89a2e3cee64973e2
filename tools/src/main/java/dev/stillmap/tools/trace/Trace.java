package dev.stillmap.tools.trace;

import dev.stillmap.tools.Arguments;
import dev.stillmap.trace.TransitionChecker;
import dev.stillmap.trace.TransitionRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;

/** Shows the steps of iterations in a running JVM as they are made. */
public final class Trace {

    private static final String ALL = "*";

    /** Flight Recorder hands on what it has every second. */
    private static final Duration LAST_EVENTS = Duration.ofSeconds(3);

    private static final long HINT_AFTER_MILLIS = 10_000;

    private static final String NOTHING =
            "nothing has been traced: does the process iterate over a map of Stillmap, and which of them have a name? "
                    + "Only those are traced, and only iterations that begin meanwhile";

    private final Set<String> maps;

    private final boolean checks;

    private final PrintStream out;

    private final TransitionChecker checker;

    private final AtomicLong records = new AtomicLong();

    private Trace(String maps, boolean checks, PrintStream out) {
        this.maps = Arrays.stream(maps.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
        this.checks = checks;
        this.out = out;
        this.checker = new TransitionChecker(out::println);
    }

    /**
     * Traces until the time is over, the process ends, or this one is told to end.
     *
     * @param pid the number of the process
     * @param options {@code --maps a,b}, {@code --seconds N} and {@code --check}, which prints illegal jumps
     * @param out where to print
     * @return whether no illegal jump was found
     * @throws IOException if what the process writes cannot be read
     * @throws InterruptedException if the thread was interrupted; nothing is left in the process then, either
     * @throws IllegalArgumentException if the process cannot be traced; the message says why
     */
    public static boolean run(String pid, Arguments options, PrintStream out) throws IOException, InterruptedException {
        String maps = options.word("--maps", ALL);
        double seconds = options.number("--seconds", Double.POSITIVE_INFINITY, 0);
        Trace trace = new Trace(maps, options.flag("--check"), out);
        options.done();
        if (maps.isBlank() || maps.contains("\"")) {
            throw new IllegalArgumentException("--maps needs names with commas between them, without quotes");
        }
        ProcessHandle target = process(pid);
        Jcmd jcmd = new Jcmd(Path.of(System.getProperty("java.home")), target);
        jcmd.requireJvm();
        return trace.run(target, new BorrowedRecording(jcmd, target), maps, seconds);
    }

    private static ProcessHandle process(String pid) {
        try {
            return ProcessHandle.of(Long.parseLong(pid))
                    .orElseThrow(() -> new IllegalArgumentException("there is no process " + pid));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + pid + "' is no number of a process; jcmd -l lists those of JVMs");
        }
    }

    private boolean run(ProcessHandle target, BorrowedRecording recording, String names, double seconds)
            throws IOException, InterruptedException {
        // Ctrl-C ends this JVM without a word to the thread that waits below.
        Thread hook = new Thread(() -> end(recording), "end of the trace");
        Runtime.getRuntime().addShutdownHook(hook);
        Instant begun = Instant.now();
        // The first may have begun before the last step was made.
        CountDownLatch flushed = new CountDownLatch(2);
        try (EventStream stream = EventStream.openRepository(recording.start(names))) {
            stream.setStartTime(begun);
            stream.onEvent(Events.TRANSITION, this::accept);
            stream.startAsync();
            out.println("tracing maps " + names + " of process " + target.pid() + "; Ctrl-C ends it");
            if (awaitEnd(target.onExit(), seconds)) {
                stream.awaitTermination(LAST_EVENTS);
            } else {
                stream.onFlush(flushed::countDown);
                flushed.await(LAST_EVENTS.toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            recording.stop();
        }
        return summary();
    }

    /** Whether the process ended before the time was over. */
    private boolean awaitEnd(Future<?> end, double seconds) throws InterruptedException {
        long millis = (long) (seconds * 1_000);
        long first = Math.min(millis, HINT_AFTER_MILLIS);
        if (isDone(end, first)) {
            return true;
        }
        if (millis > first && records.get() == 0) {
            out.println(NOTHING);
        }
        return isDone(end, millis - first);
    }

    private static boolean isDone(Future<?> end, long millis) throws InterruptedException {
        try {
            end.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot wait for the process", e);
        }
    }

    /** Recordings of others may ask for other maps. */
    private void accept(RecordedEvent event) {
        TransitionRecord made = Events.record(event);
        if (maps.contains(ALL) || maps.contains(made.map())) {
            records.incrementAndGet();
            out.println(made);
            if (checks) {
                checker.accept(made);
            }
        }
    }

    private boolean summary() {
        checker.finish();
        if (records.get() == 0) {
            out.println(NOTHING);
        }
        out.println(records.get() + " records"
                + (checks ? ", " + checker.missing() + " missing, " + checker.illegal() + " illegal" : ""));
        return checker.illegal() == 0;
    }

    private static void end(BorrowedRecording recording) {
        try {
            recording.stop();
        } catch (IOException | RuntimeException e) {
            System.err.println("stillmap: the recording may still run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
