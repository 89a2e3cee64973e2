package dev.stillmap.trace;

import java.util.Iterator;

/**
 * An iterator that keeps writers out of its map until it has returned its last entry, is closed, or its block time is
 * over. For one thread at a time.
 *
 * <p>When the block time is over, the next step throws {@link java.util.ConcurrentModificationException}: the map behind
 * it cannot hold still for longer. After {@link #close()} every step throws {@link IllegalStateException}.
 *
 * @param <E> what it returns
 */
public interface HeldIterator<E> extends Iterator<E>, AutoCloseable {

    /** Lets writers in. Closing twice is harmless. */
    @Override
    void close();
}
