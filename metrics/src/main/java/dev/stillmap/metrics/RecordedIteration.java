package dev.stillmap.metrics;

import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import java.util.Map;

/** An iteration whose steps are recorded. */
final class RecordedIteration<K, V> extends RecordedIterator<Map.Entry<K, V>> implements Iteration<K, V> {

    private final Iteration<K, V> iteration;

    RecordedIteration(Iteration<K, V> iteration, LatencyRecorder recorder) {
        super(iteration, recorder, Operation.stepOf(iteration.contract()));
        this.iteration = iteration;
    }

    @Override
    public IterationContract contract() {
        return iteration.contract();
    }

    @Override
    public boolean tryRemove() {
        return recorder.time(Operation.REMOVE, () -> iteration.tryRemove());
    }

    @Override
    public void close() {
        iteration.close();
    }
}
