package dev.stillmap.server.feature;

/**
 * A summary of many items in little memory, which is about right. Mutable; for one thread at a time. Sketches that are added
 * to each other are of one kind.
 */
interface Sketch {

    void add(Object item);

    void addAll(Sketch other);

    Sketch copy();

    /** Gives back what is needed to take items only: none will come for a while. */
    default void rest() {}

    /** What it is, as it is shown. */
    Object value();
}
