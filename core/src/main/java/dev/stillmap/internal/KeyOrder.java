package dev.stillmap.internal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The order of the entries of a {@link TreeOverflow}: by hash, then by class, then by {@code compareTo} where the class
 * of both keys is comparable to itself, then by identity hash code. Static methods only; thread-safe.
 *
 * <p>A class is comparable to itself if it names {@code Comparable} of itself among its own interfaces. Nothing else is
 * trusted: {@code compareTo} of a class that inherits it or is comparable to something else may throw.
 */
final class KeyOrder {

    private static final int COMPARABLE = 1;
    private static final int EQUAL_TO_OWN_CLASS_ONLY = 2;
    private static final int FLAG_BITS = 2;

    /** Final classes of the platform: their {@code equals} is known to be false for any other class. */
    private static final Set<Class<?>> PLAIN_CLASSES = Set.of(
            String.class,
            Integer.class,
            Long.class,
            Short.class,
            Byte.class,
            Character.class,
            Boolean.class,
            Float.class,
            Double.class,
            UUID.class);

    private static final AtomicLong CLASS_NUMBERS = new AtomicLong();

    /**
     * Per class its flags below a number that no other class has. A {@code Long}, as an object of a class of ours would
     * keep our class loader alive for as long as the key's class.
     */
    private static final ClassValue<Long> KINDS = new ClassValue<>() {
        @Override
        protected Long computeValue(Class<?> type) {
            int flags = (isComparableToItself(type) ? COMPARABLE : 0)
                    | (PLAIN_CLASSES.contains(type) ? EQUAL_TO_OWN_CLASS_ONLY : 0);
            return CLASS_NUMBERS.getAndIncrement() << FLAG_BITS | flags;
        }
    };

    private KeyOrder() {}

    /** The class of the key: equal for equal classes, and different for different ones. */
    static long kindOf(Object key) {
        return KINDS.get(key.getClass());
    }

    /** Whether {@link #compareKeys} tells keys of this kind apart. */
    static boolean isOrdered(long kind) {
        return (kind & COMPARABLE) != 0;
    }

    /** Whether no key of another class can equal a key of this kind. */
    static boolean equalsOwnClassOnly(long kind) {
        return (kind & EQUAL_TO_OWN_CLASS_ONLY) != 0;
    }

    /**
     * Compares hashes by their lowest bit first: the unsigned order of the reversed hashes. The entries of a bucket,
     * and of the buckets it is divided into, are then next to each other.
     */
    static int compareHashes(int a, int b) {
        int difference = a ^ b;
        int lowest = difference & -difference;
        return difference == 0 ? 0 : (a & lowest) == 0 ? -1 : 1;
    }

    static int compareKinds(long kind, Object key, Object other) {
        return key.getClass() == other.getClass() ? 0 : Long.compare(kind, kindOf(other));
    }

    /** Compares keys of the same kind by {@code compareTo}; 0 if their class is not comparable to itself. */
    @SuppressWarnings("unchecked") // the class is comparable to itself
    static int compareKeys(long kind, Object key, Object other) {
        return (kind & COMPARABLE) == 0 ? 0 : ((Comparable<Object>) key).compareTo(other);
    }

    static int compareIdentities(Object a, Object b) {
        return Integer.compare(System.identityHashCode(a), System.identityHashCode(b));
    }

    /** The whole order; {@code kind} is that of the first key. 0 does not mean that the keys are equal. */
    static int compare(int hash, Object key, long kind, int otherHash, Object other) {
        int order = compareHashes(hash, otherHash);
        if (order == 0) {
            order = compareKinds(kind, key, other);
            if (order == 0) {
                order = compareKeys(kind, key, other);
            }
        }
        return order == 0 ? compareIdentities(key, other) : order;
    }

    private static boolean isComparableToItself(Class<?> type) {
        if (!Comparable.class.isAssignableFrom(type)) {
            return false;
        }
        try {
            for (Type declared : type.getGenericInterfaces()) {
                if (declared instanceof ParameterizedType parameterized
                        && parameterized.getRawType() == Comparable.class
                        && parameterized.getActualTypeArguments()[0] == type) {
                    return true;
                }
            }
        } catch (RuntimeException | LinkageError unreadable) {
            // The class works although its generic signature names a class that is missing: it just has no order.
            return false;
        }
        return false;
    }
}
