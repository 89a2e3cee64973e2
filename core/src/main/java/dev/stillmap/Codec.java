package dev.stillmap;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;

/**
 * How one kind of object is written as bytes and read back. To write one takes three lines:
 *
 * <pre>{@code
 * Codec<Point> points = Codec.of(
 *         (point, out) -> { out.writeInt(point.x()); out.writeInt(point.y()); },
 *         in -> new Point(in.readInt(), in.readInt()));
 * }</pre>
 *
 * <p>What is read has to be equal to what was written, and exactly the bytes that were written have to be read; an
 * object may have none. A codec may use others: {@code Codec.strings().write(point.name(), out)}. Bytes may come from a
 * file that somebody else has made: take memory as they arrive, not by a length that they claim.
 *
 * <p>A codec is called by the thread that saves or loads, without a lock; the stream is of use during the call only.
 * The bundled ones may be shared by threads. None uses Java serialization, which would let a file choose the code that
 * runs.
 *
 * @param <T> the type of objects
 */
public interface Codec<T> {

    /**
     * Writes an object.
     *
     * @param object the object
     * @param out takes the bytes
     * @throws IOException if it cannot be written; the save fails with that exception
     */
    void write(T object, DataOutput out) throws IOException;

    /**
     * Reads what {@link #write} has written.
     *
     * @param in has the bytes; reading beyond those of one entry throws {@link java.io.EOFException}
     * @return the object, not null
     * @throws IOException if the bytes stand for no object; the load fails with a {@link MapFormatException}
     */
    T read(DataInput in) throws IOException;

    /**
     * The half that writes.
     *
     * @param <T> the type of objects
     */
    @FunctionalInterface
    interface Writer<T> {

        /**
         * As {@link Codec#write}.
         *
         * @param object the object
         * @param out takes the bytes
         * @throws IOException if it cannot be written
         */
        void write(T object, DataOutput out) throws IOException;
    }

    /**
     * The half that reads.
     *
     * @param <T> the type of objects
     */
    @FunctionalInterface
    interface Reader<T> {

        /**
         * As {@link Codec#read}.
         *
         * @param in has the bytes
         * @return the object, not null
         * @throws IOException if the bytes stand for no object
         */
        T read(DataInput in) throws IOException;
    }

    /**
     * Makes a codec of two functions.
     *
     * @param writer writes an object
     * @param reader reads it back
     * @param <T> the type of objects
     * @return the codec
     */
    static <T> Codec<T> of(Writer<? super T> writer, Reader<? extends T> reader) {
        Objects.requireNonNull(writer);
        Objects.requireNonNull(reader);
        return new Codec<>() {
            @Override
            public void write(T object, DataOutput out) throws IOException {
                writer.write(object, out);
            }

            @Override
            public T read(DataInput in) throws IOException {
                return reader.read(in);
            }
        };
    }

    /**
     * Strings of any length and content: four bytes for the length, then UTF-8. One with a surrogate that has no
     * partner, for which UTF-8 has no bytes, is written in UTF-16.
     *
     * @return the codec
     */
    static Codec<String> strings() {
        return of(ByteArrays::writeString, ByteArrays::readString);
    }

    /**
     * Numbers of eight bytes.
     *
     * @return the codec
     */
    static Codec<Long> longs() {
        return of((number, out) -> out.writeLong(number), DataInput::readLong);
    }

    /**
     * Numbers of four bytes.
     *
     * @return the codec
     */
    static Codec<Integer> ints() {
        return of((number, out) -> out.writeInt(number), DataInput::readInt);
    }

    /**
     * Byte arrays: four bytes for the length, then the content. For values; as keys, arrays are equal to themselves
     * only.
     *
     * @return the codec
     */
    static Codec<byte[]> byteArrays() {
        return of(ByteArrays::write, ByteArrays::read);
    }
}
