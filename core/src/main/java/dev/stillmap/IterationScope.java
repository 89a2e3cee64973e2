package dev.stillmap;

import dev.stillmap.internal.HashScope;
import java.util.Collection;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * Whose writes a hold keeps back: those of all keys, of some keys, or of a region of the table. A hold of any scope
 * shows the whole map as of one instant; the scope says which part of the map itself stays as it is. Holds whose scopes
 * do not meet can be in force at once. Immutable.
 *
 * <p>Keys are told apart by their hash codes only, so keys of equal hash codes are in a scope together. A {@code clear}
 * waits if a key of the bucket that it empties could be in the scope.
 */
public final class IterationScope {

    private static final IterationScope WHOLE_MAP = new IterationScope(HashScope.ALL);

    private final HashScope hashes;

    private IterationScope(HashScope hashes) {
        this.hashes = hashes;
    }

    /**
     * Every key.
     *
     * @return the scope of a hold that names none
     */
    public static IterationScope wholeMap() {
        return WHOLE_MAP;
    }

    /**
     * Some keys, present or not.
     *
     * @param keys the keys, whose {@code hashCode} is called now; not empty
     * @return a scope that does not keep the keys
     * @throws IllegalArgumentException if there are none
     */
    public static IterationScope keys(Collection<?> keys) {
        keys.forEach(Objects::requireNonNull);
        return checked(HashScope.ofKeys(keys));
    }

    /**
     * A region of the table: some of the equal parts into which its buckets are divided by the lowest bits of their
     * indexes. The division stays the same while the table grows or shrinks.
     *
     * <pre>{@code
     * IterationScope.region(64, part -> part < 16); // a quarter of the buckets
     * }</pre>
     *
     * @param parts how many parts there are, a power of two up to 65,536
     * @param wanted which of the parts 0 to {@code parts - 1} are meant; asked once for each, now
     * @return a scope
     * @throws IllegalArgumentException if {@code parts} is none of these, or no part is wanted
     */
    public static IterationScope region(int parts, IntPredicate wanted) {
        return checked(HashScope.ofParts(parts, wanted));
    }

    private static IterationScope checked(HashScope hashes) {
        if (hashes.isEmpty()) {
            throw new IllegalArgumentException("the scope is empty; it names at least one key or part");
        }
        return new IterationScope(hashes);
    }

    HashScope hashes() {
        return hashes;
    }

    @Override
    public String toString() {
        return hashes.toString();
    }
}
