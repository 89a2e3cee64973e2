package dev.stillmap.metrics;

import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A view of a recorded map: steps and removals are recorded, all else is the view's own. Thread-safe as the view is. */
class RecordedView<E> extends AbstractCollection<E> {

    private final Collection<E> view;

    private final LatencyRecorder recorder;

    RecordedView(Collection<E> view, LatencyRecorder recorder) {
        this.view = view;
        this.recorder = recorder;
    }

    @Override
    public Iterator<E> iterator() {
        return new RecordedIterator<>(view.iterator(), recorder, Operation.STEP_LIVE);
    }

    @Override
    public boolean remove(Object element) {
        return recorder.time(Operation.REMOVE, () -> view.remove(element));
    }

    @Override
    public boolean contains(Object element) {
        return recorder.time(Operation.GET, () -> view.contains(element));
    }

    @Override
    public void clear() {
        recorder.run(Operation.CLEAR, () -> view.clear());
    }

    @Override
    public int size() {
        return view.size();
    }

    @Override
    public boolean isEmpty() {
        return view.isEmpty();
    }

    @Override
    public void forEach(Consumer<? super E> action) {
        view.forEach(action);
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        return view.removeIf(filter);
    }

    @Override
    public Spliterator<E> spliterator() {
        return view.spliterator();
    }

    @Override
    public String toString() {
        return view.toString();
    }
}
