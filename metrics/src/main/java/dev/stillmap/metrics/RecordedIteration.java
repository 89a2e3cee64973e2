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
        OperationTimer timer = new OperationTimer();
        try {
            return iteration.tryRemove();
        } finally {
            recorder.end(timer, Operation.REMOVE);
        }
    }

    @Override
    public void close() {
        iteration.close();
    }
}
