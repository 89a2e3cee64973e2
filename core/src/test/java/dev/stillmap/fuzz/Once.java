package dev.stillmap.fuzz;

/** A function is called at most once. */
final class Once {
    private boolean called;

    void called() {
        if (called) {
            throw new AssertionError("a function was called twice");
        }
        called = true;
    }
}
