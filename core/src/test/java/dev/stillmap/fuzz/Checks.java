package dev.stillmap.fuzz;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What must hold, without the cost of a library's assertions: a fuzzer checks millions of times. */
final class Checks {
    private Checks() {}

    static void compare(Map<Object, Integer> actual, Map<Object, Integer> expected) {
        Map<Object, Integer> met = new HashMap<>();
        actual.forEach((key, value) -> {
            if (met.put(key, value) != null) {
                throw new AssertionError("met " + key + " twice");
            }
        });
        same(met, expected);
        same(actual.size(), expected.size());
        expected.forEach((key, value) -> same(actual.get(key), value));
    }

    static void same(Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError(actual + " instead of " + expected);
        }
    }

    static void mustThrow(Class<? extends RuntimeException> type, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            if (type.isInstance(e)) {
                return;
            }
            throw e;
        }
        throw new AssertionError("no " + type.getSimpleName() + " was thrown");
    }
}
