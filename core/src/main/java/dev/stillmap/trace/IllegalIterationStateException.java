package dev.stillmap.trace;

/**
 * An iteration went from one state to another that may not follow it: a mistake in the map, or in what else reports its
 * life. Thrown only with {@code -Dstillmap.development=true}; otherwise the jump is counted, logged and recorded.
 */
public final class IllegalIterationStateException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    IllegalIterationStateException(String message) {
        super(message);
    }
}
