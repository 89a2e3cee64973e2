package dev.stillmap.metrics;

import java.util.Iterator;

/**
 * An iterator whose steps are recorded: a step is {@code next} with the calls of {@code hasNext} before it. What the
 * last {@code hasNext} takes, which finds the end, counts as a step. For one thread.
 */
class RecordedIterator<E> implements Iterator<E> {

    private final Iterator<E> iterator;

    final LatencyRecorder recorder;

    private final Operation step;

    private long nanosOfStep;

    private boolean ended;

    RecordedIterator(Iterator<E> iterator, LatencyRecorder recorder, Operation step) {
        this.iterator = iterator;
        this.recorder = recorder;
        this.step = step;
    }

    @Override
    public final boolean hasNext() {
        OperationTimer timer = new OperationTimer();
        boolean more = false;
        try {
            more = iterator.hasNext();
            return more;
        } finally {
            nanosOfStep += recorder.endPart(timer, step);
            if (!more && !ended) {
                ended = true;
                recordStep();
            }
        }
    }

    @Override
    public final E next() {
        OperationTimer timer = new OperationTimer();
        try {
            return iterator.next();
        } finally {
            nanosOfStep += recorder.endPart(timer, step);
            recordStep();
        }
    }

    private void recordStep() {
        recorder.record(step, nanosOfStep);
        nanosOfStep = 0;
    }

    @Override
    public void remove() {
        recorder.run(Operation.REMOVE, iterator::remove);
    }
}
