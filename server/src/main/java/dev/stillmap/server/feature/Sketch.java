package dev.stillmap.server.feature;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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

    /** Writes it; at rest, it stays so. */
    void write(DataOutput out) throws IOException;

    /** Reads what another one of its kind wrote; this one has no item yet. */
    void read(DataInput in) throws IOException;

    void writeItem(Object item, DataOutput out) throws IOException;

    Object readItem(DataInput in) throws IOException;
}
