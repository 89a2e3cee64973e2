package dev.stillmap.fuzz;

/** Thrown by a function; all are equal. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused() {
        super("the function refused", null, false, false);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Refused;
    }

    @Override
    public int hashCode() {
        return 1;
    }
}
