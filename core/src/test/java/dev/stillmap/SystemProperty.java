package dev.stillmap;

import java.util.function.Supplier;

/** System properties that are set for a while. */
public final class SystemProperty {
    private SystemProperty() {}

    /** What {@code supplier} gives while the property has that value. */
    public static <T> T during(String name, String value, Supplier<T> supplier) {
        System.setProperty(name, value);
        try {
            return supplier.get();
        } finally {
            System.clearProperty(name);
        }
    }
}
