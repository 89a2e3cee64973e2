package dev.stillmap.metrics;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.IntervalHistogramProvider;
import org.HdrHistogram.Recorder;
import org.HdrHistogram.SingleWriterRecorder;
import org.HdrHistogram.ValueRecorder;
import org.jspecify.annotations.Nullable;

/** The latencies of one thread, or of all virtual ones. Recording is wait-free and may go on while others read. */
final class ThreadLatencies {

    /** Two digits: a value read is within one percent of the true one. */
    private static final int DIGITS = 2;

    private final String thread;

    /** Null for those of all virtual threads, which never end. */
    private final @Nullable WeakReference<Thread> owner;

    /** The two sides of one recorder. */
    private record Sides(ValueRecorder writer, IntervalHistogramProvider<Histogram> reader) {

        static Sides of(SingleWriterRecorder recorder) {
            return new Sides(recorder, recorder);
        }

        static Sides of(Recorder recorder) {
            return new Sides(recorder, recorder);
        }
    }

    /** Made when an operation is first met. */
    private final AtomicReferenceArray<@Nullable Sides> recorders =
            new AtomicReferenceArray<>(Operation.values().length);

    /** What was taken out of the recorders; guarded by this. */
    private final @Nullable Histogram[] taken = new Histogram[Operation.values().length];

    ThreadLatencies(String thread, @Nullable Thread owner) {
        this.thread = thread;
        this.owner = owner == null ? null : new WeakReference<>(owner);
    }

    String thread() {
        return thread;
    }

    boolean hasEnded() {
        if (owner == null) {
            return false;
        }
        Thread alive = owner.get();
        return alive == null || !alive.isAlive();
    }

    @SuppressWarnings("EnumOrdinal") // an index of an array that lives as long as the class
    void record(Operation operation, long nanos) {
        Sides recorder = recorders.get(operation.ordinal());
        if (recorder == null) {
            recorders.compareAndSet(operation.ordinal(), null, newRecorder());
            recorder = recorders.get(operation.ordinal());
        }
        if (recorder != null) {
            recorder.writer.recordValue(Math.max(0, nanos));
        }
    }

    private Sides newRecorder() {
        return owner == null ? Sides.of(new Recorder(DIGITS)) : Sides.of(new SingleWriterRecorder(DIGITS));
    }

    /** Shows what was recorded of each operation so far. The histograms are the reader's to read under its lock only. */
    @SuppressWarnings("EnumOrdinal") // as above
    synchronized void forEach(BiConsumer<Operation, Histogram> reader) {
        for (Operation operation : Operation.values()) {
            Sides recorder = recorders.get(operation.ordinal());
            if (recorder != null) {
                Histogram sum = taken[operation.ordinal()];
                if (sum == null) {
                    sum = new Histogram(DIGITS);
                    taken[operation.ordinal()] = sum;
                }
                sum.add(recorder.reader.getIntervalHistogram());
                reader.accept(operation, sum);
            }
        }
    }
}
