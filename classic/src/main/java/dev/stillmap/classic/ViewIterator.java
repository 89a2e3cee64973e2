package dev.stillmap.classic;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An iteration as {@code java.util} wants it. {@code hasNext} looks for an entry and takes hold of none: {@code next}
 * looks again.
 */
final class ViewIterator<K, V extends @Nullable Object, E> implements Iterator<E> {

    private final GoIterator<K, V> each;

    private final Function<GoIterator<K, V>, E> element;

    ViewIterator(GoIterator<K, V> each, Function<GoIterator<K, V>, E> element) {
        this.each = each;
        this.element = element;
    }

    @Override
    public boolean hasNext() {
        return !each.hasEnded() && each.peek();
    }

    @Override
    public E next() {
        if (each.hasEnded() || !each.step()) {
            throw new NoSuchElementException("the map has no further entry");
        }
        return element.apply(each);
    }

    @Override
    public void remove() {
        each.remove();
    }
}
