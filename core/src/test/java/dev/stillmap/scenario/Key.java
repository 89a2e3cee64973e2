package dev.stillmap.scenario;

import java.io.Serializable;

/** A key that is told by its number, with a hash code of choice and without an order. */
public final class Key implements Serializable {
    private static final long serialVersionUID = 1;

    private final int id;
    private final int hash;

    private Key(int id, int hash) {
        this.id = id;
        this.hash = hash;
    }

    /** The key with this number. */
    public static Key of(int id, Hashing hashing) {
        return new Key(id, hashing.hash(id));
    }

    /** The keys {@code 0} to {@code count - 1}. */
    public static Key[] range(int count, Hashing hashing) {
        return range(0, count, hashing);
    }

    /** The keys {@code from} to {@code to - 1}. */
    public static Key[] range(int from, int to, Hashing hashing) {
        Key[] keys = new Key[to - from];
        for (int i = from; i < to; i++) {
            keys[i - from] = of(i, hashing);
        }
        return keys;
    }

    /** The key's number. */
    public int id() {
        return id;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && id == key.id;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "k" + id;
    }
}
