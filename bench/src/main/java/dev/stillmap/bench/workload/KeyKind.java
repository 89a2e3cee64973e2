package dev.stillmap.bench.workload;

import java.nio.charset.StandardCharsets;

/** What the keys of a map are. */
public enum KeyKind {
    /** Boxed longs, random over all 64 bits. */
    LONG,
    /** Boxed longs that follow each other, beyond the box cache. */
    LONG_SEQUENTIAL,
    /** Latin-1 strings of 12 or 13 random characters. */
    STRING,
    /** Strings of 36 characters that all have one hash code, as an attacker would send them. */
    COLLIDING_STRING,
    /** Objects that all have one hash code and no order, as a careless class makes them. */
    COLLIDING;

    private static final long FIRST_SEQUENTIAL = 1_000;

    /** Bits of a {@link #COLLIDING_STRING}'s number: more keys than that are not told apart. */
    private static final int COLLIDING_BITS = 18;

    /** Odd, so that the products of successive numbers are distinct and in no order. */
    private static final int SCATTER = 0x9E3779B1;

    /** A key without an order. */
    private record Colliding(long id) {
        @Override
        public int hashCode() {
            return 42;
        }
    }

    Object key(long random, int index) {
        return switch (this) {
            case LONG -> random;
            case LONG_SEQUENTIAL -> FIRST_SEQUENTIAL + index;
            case STRING -> Long.toUnsignedString(random, Character.MAX_RADIX);
            case COLLIDING_STRING -> colliding(index * SCATTER);
            case COLLIDING -> new Colliding(random);
        };
    }

    /** "Aa" and "BB" have the same hash code, so each bit may choose one. */
    private static String colliding(int bits) {
        var text = new StringBuilder();
        for (int bit = 0; bit < COLLIDING_BITS; bit++) {
            text.append((bits >>> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    /**
     * An equal key that is another object. A string's copy knows its hash already, as the key of a service that looks
     * it up more than once.
     *
     * @param key a key of this kind
     * @return the copy
     */
    public Object copy(Object key) {
        return switch (this) {
            case LONG, LONG_SEQUENTIAL -> Long.valueOf((Long) key);
            case STRING, COLLIDING_STRING -> {
                var copy = new String(bytes(key), StandardCharsets.ISO_8859_1);
                int unused = copy.hashCode();
                yield copy;
            }
            case COLLIDING -> new Colliding(((Colliding) key).id());
        };
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
