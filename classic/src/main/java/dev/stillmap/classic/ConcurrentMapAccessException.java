package dev.stillmap.classic;

import java.util.ConcurrentModificationException;

/**
 * A {@link GoMap} was used by two threads at once, or changed by another thread than the one that iterates it. Guard
 * the map with a lock, or use a concurrent one. The message is the one with which a Go program would end.
 *
 * <p>Detection is best effort: accesses that overlap without any synchronization may go unnoticed.
 */
public class ConcurrentMapAccessException extends ConcurrentModificationException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what overlapped
     */
    public ConcurrentMapAccessException(String message) {
        super(message);
    }
}
