package dev.stillmap;

import java.util.Objects;

/**
 * How the entries of a map are written as bytes and read back: {@code EntryCodec.of(Codec.strings(), Codec.longs())}.
 *
 * @param keys writes and reads keys
 * @param values writes and reads values
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public record EntryCodec<K, V>(Codec<K> keys, Codec<V> values) {

    /**
     * Makes a codec.
     *
     * @param keys writes and reads keys
     * @param values writes and reads values
     */
    public EntryCodec {
        Objects.requireNonNull(keys);
        Objects.requireNonNull(values);
    }

    /**
     * Combines a codec of keys and one of values.
     *
     * @param keys writes and reads keys
     * @param values writes and reads values
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return the codec
     */
    public static <K, V> EntryCodec<K, V> of(Codec<K> keys, Codec<V> values) {
        return new EntryCodec<>(keys, values);
    }
}
