package dev.stillmap.bench.workload;

import java.nio.charset.StandardCharsets;

/** What the keys of a map are. */
public enum KeyKind {
    /** Boxed longs, random over all 64 bits. */
    LONG,
    /** Boxed longs that follow each other, beyond the box cache. */
    LONG_SEQUENTIAL,
    /** Latin-1 strings of 12 or 13 random characters. */
    STRING;

    private static final long FIRST_SEQUENTIAL = 1_000;

    Object key(long random, int index) {
        return switch (this) {
            case LONG -> random;
            case LONG_SEQUENTIAL -> FIRST_SEQUENTIAL + index;
            case STRING -> Long.toUnsignedString(random, Character.MAX_RADIX);
        };
    }

    /**
     * An equal key that is another object. A string's copy knows its hash already, as the key of a service that looks
     * it up more than once.
     *
     * @param key a key of this kind
     * @return the copy
     */
    public Object copy(Object key) {
        if (this == STRING) {
            var copy = new String(bytes(key), StandardCharsets.ISO_8859_1);
            int unused = copy.hashCode();
            return copy;
        }
        return Long.valueOf((Long) key);
    }

    /**
     * The characters of a {@link #STRING} key.
     *
     * @param key the key
     * @return one byte per character
     */
    public static byte[] bytes(Object key) {
        return ((String) key).getBytes(StandardCharsets.ISO_8859_1);
    }
}
