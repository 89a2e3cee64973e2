package dev.stillmap.inspector;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands behind the question mark of an address: numbers by name. Immutable. */
final class Query {

    private final Map<String, String> values = new HashMap<>();

    Query(@Nullable String query) {
        if (query != null) {
            for (String part : query.split("&", -1)) {
                int equals = part.indexOf('=');
                if (equals > 0) {
                    values.putIfAbsent(part.substring(0, equals), part.substring(equals + 1));
                }
            }
        }
    }

    /**
     * A number of 0 or more.
     *
     * @throws IllegalArgumentException if it is missing or anything else; the message says so
     */
    int number(String name) {
        String value = values.get(name);
        try {
            if (value != null) {
                int number = Integer.parseInt(value);
                if (number >= 0) {
                    return number;
                }
            }
        } catch (NumberFormatException e) {
            // As one below 0.
        }
        throw new IllegalArgumentException(name + " is " + (value == null ? "missing" : "'" + value + "'")
                + ", but must be a whole number from 0 on: ?" + name + "=0");
    }
}
