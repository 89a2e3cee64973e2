package dev.stillmap.metrics;

import dev.stillmap.StillMap;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Records how long the operations of a map take, and the steps of iterations over it, by thread: in histograms, and as
 * Flight Recorder events {@code dev.stillmap.Operation} where a recording wants them (by default those of a millisecond
 * and more). Nothing is recorded but what goes through the map that {@link #record} returns.
 *
 * <pre>{@code
 * LatencyRecorder recorder = new LatencyRecorder("sessions");
 * RecordedMap<String, Session> sessions = recorder.record(new StillMap<>());
 * ...
 * recorder.latencies().forEach(System.out::println);
 * recorder.writePercentiles(Path.of("latencies"));
 * }</pre>
 *
 * <ul>
 *   <li><b>Thread-safety:</b> may be used by any thread. Recording is wait-free; readers do not disturb it.
 *   <li><b>Cost:</b> an operation takes about as long longer as two readings of the clock and one update of a histogram;
 *       {@code docs/numbers.md} has the figure. Some kilobytes for each operation that a thread uses. Threads that have
 *       ended are added up, and all virtual threads share one set of histograms.
 *   <li><b>Waiting for a turn:</b> what is measured is the call. A caller that is late because an earlier call was slow
 *       is not: under load at a fixed rate the true latencies are higher.
 *   <li><b>Counters:</b> reading resets nothing.
 * </ul>
 */
public final class LatencyRecorder {

    private static final String ENDED = "(ended)";

    private static final String VIRTUAL = "(virtual)";

    private static final String ALL = "(all)";

    /** So many sets of histograms may be there before those of ended threads are looked for. */
    private static final int SETS_BEFORE_ADDING_UP = 64;

    private static final double NANOS_PER_MICROSECOND = TimeUnit.MICROSECONDS.toNanos(1);

    /** Null before Java 21. */
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

    private final String mapName;

    private final ThreadLocal<ThreadLatencies> own = ThreadLocal.withInitial(this::register);

    private final ConcurrentLinkedQueue<ThreadLatencies> threads = new ConcurrentLinkedQueue<>();

    private final ThreadLatencies virtual = new ThreadLatencies(VIRTUAL, null);

    /** Of threads that have ended; guarded by itself. */
    private final Map<Operation, Histogram> ended = new EnumMap<>(Operation.class);

    /**
     * Makes a recorder that has recorded nothing.
     *
     * @param mapName what events and files call the map
     */
    public LatencyRecorder(String mapName) {
        this.mapName = Objects.requireNonNull(mapName);
    }

    private static @Nullable MethodHandle isVirtual() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /**
     * A map that records what is done through it.
     *
     * @param map the map that does it
     * @return the map to use instead
     * @param <K> the type of keys
     * @param <V> the type of values
     */
    public <K, V> RecordedMap<K, V> record(StillMap<K, V> map) {
        return new RecordedMap<>(map, this);
    }

    private ThreadLatencies register() {
        Thread thread = Thread.currentThread();
        if (isVirtual(thread)) {
            return virtual;
        }
        ThreadLatencies latencies = new ThreadLatencies(thread.getName(), thread);
        threads.add(latencies);
        if (threads.size() > SETS_BEFORE_ADDING_UP) {
            addUpEnded();
        }
        return latencies;
    }

    private static boolean isVirtual(Thread thread) {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable e) {
            throw new AssertionError("Thread.isVirtual throws nothing", e);
        }
    }

    <T extends @Nullable Object> T time(Operation operation, Supplier<T> action) {
        OperationTimer timer = new OperationTimer();
        try {
            return action.get();
        } finally {
            record(operation, timer.end(mapName, operation));
        }
    }

    void run(Operation operation, Runnable action) {
        time(operation, () -> {
            action.run();
            return null;
        });
    }

    /** Ends the timer, and gives its nanoseconds instead of recording them. */
    long endPart(OperationTimer timer, Operation operation) {
        return timer.end(mapName, operation);
    }

    void record(Operation operation, long nanos) {
        own.get().record(operation, nanos);
    }

    private void addUpEnded() {
        synchronized (ended) {
            for (ThreadLatencies latencies : List.copyOf(threads)) {
                if (latencies.hasEnded() && threads.remove(latencies)) {
                    latencies.forEach((operation, histogram) -> add(ended, operation, histogram));
                }
            }
        }
    }

    private static void add(Map<Operation, Histogram> sums, Operation operation, Histogram histogram) {
        Histogram sum = sums.get(operation);
        if (sum == null) {
            sums.put(operation, histogram.copy());
        } else {
            sum.add(histogram);
        }
    }

    /**
     * What each thread has done: first by operation, then by thread.
     *
     * @return one for each operation and thread that there was
     */
    public List<Latency> latencies() {
        List<Latency> all = new ArrayList<>();
        synchronized (ended) {
            forEachSet((thread, operation, histogram) -> all.add(Latency.of(operation, thread, histogram)));
        }
        all.sort(Comparator.comparing(Latency::operation).thenComparing(Latency::thread));
        return all;
    }

    private interface SetReader {

        void read(String thread, Operation operation, Histogram histogram);
    }

    /** Each thread's, once; those of threads that have ended as one. Under the lock of {@link #ended}. */
    private void forEachSet(SetReader reader) {
        addUpEnded();
        for (ThreadLatencies set : threads) {
            set.forEach((operation, histogram) -> reader.read(set.thread(), operation, histogram));
        }
        virtual.forEach((operation, histogram) -> reader.read(VIRTUAL, operation, histogram));
        ended.forEach((operation, histogram) -> reader.read(ENDED, operation, histogram));
    }

    /**
     * What all threads together have done, by operation.
     *
     * @return one for each operation that there was
     */
    public List<Latency> totals() {
        List<Latency> totals = new ArrayList<>();
        histograms().forEach((operation, histogram) -> totals.add(Latency.of(operation, ALL, histogram)));
        return totals;
    }

    private Map<Operation, Histogram> histograms() {
        Map<Operation, Histogram> sums = new EnumMap<>(Operation.class);
        synchronized (ended) {
            forEachSet((thread, operation, histogram) -> add(sums, operation, histogram));
        }
        return sums;
    }

    /**
     * Writes a file for each operation, named {@code MAP-OPERATION.hgrm}: its percentiles in microseconds, in the format
     * that the viewers of HdrHistogram read.
     *
     * @param folder where to; made if it is not there
     * @return the files
     * @throws IOException if they cannot be written
     */
    public List<Path> writePercentiles(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        for (Map.Entry<Operation, Histogram> each : histograms().entrySet()) {
            String name = mapName + "-" + each.getKey().label();
            Path file = folder.resolve(name.replaceAll("[^\\w.-]", "_") + ".hgrm");
            try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
                each.getValue().outputPercentileDistribution(out, NANOS_PER_MICROSECOND);
                if (out.checkError()) {
                    throw new IOException("cannot write " + file);
                }
            }
            files.add(file);
        }
        return files;
    }
}
